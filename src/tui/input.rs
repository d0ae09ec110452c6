//! Turns the bytes that a terminal sends into keys, pasted text and the mouse.
//!
//! The program reads the terminal itself: the library's reader blocks inside half a sequence, leaves
//! bytes unread after a burst, and spins when the terminal is gone.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::keymap::Key;

/// What the person did at the terminal.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// Pasted text, as it came.
    Paste(String),
    /// The mouse.
    Mouse(Mouse),
}

/// Something done with the mouse, at a cell counted from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What was done.
    pub what: MouseDid,
    /// The column.
    pub x: u16,
    /// The row.
    pub y: u16,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseDid {
    /// The first button went down.
    Press,
    /// The wheel turned up.
    WheelUp,
    /// The wheel turned down.
    WheelDown,
}

/// The end of a bracketed paste.
const PASTED: &[u8] = b"\x1b[201~";

/// No sequence of a terminal is longer; what is, is dropped.
const LONGEST: usize = 64;

/// Keeps what is not yet whole between two reads.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    pasting: bool,
}

/// What the beginning of the waiting bytes is.
enum Step {
    Whole(usize, Option<Input>),
    Paste(usize),
    Half,
}

impl Decoder {
    /// Takes what was read and gives what is whole.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Input> {
        self.bytes.extend_from_slice(bytes);
        self.decode(false)
    }

    /// Says whether a sequence is half there, so that a lone escape needs a moment's wait.
    pub fn waits(&self) -> bool {
        !self.bytes.is_empty() && !self.pasting
    }

    /// Gives what is there when nothing followed: an escape alone is the key.
    pub fn settle(&mut self) -> Vec<Input> {
        self.decode(true)
    }

    fn decode(&mut self, settled: bool) -> Vec<Input> {
        let mut inputs = Vec::new();
        loop {
            if self.pasting {
                let Some(end) = self
                    .bytes
                    .windows(PASTED.len())
                    .position(|window| window == PASTED)
                else {
                    break;
                };
                let text = String::from_utf8_lossy(&self.bytes[..end])
                    .replace("\r\n", "\n")
                    .replace('\r', "\n");
                self.bytes.drain(..end + PASTED.len());
                self.pasting = false;
                inputs.push(Input::Paste(text));
                continue;
            }
            if self.bytes.is_empty() {
                break;
            }
            match step(&self.bytes, settled) {
                Step::Whole(taken, input) => {
                    self.bytes.drain(..taken);
                    inputs.extend(input);
                }
                Step::Paste(taken) => {
                    self.bytes.drain(..taken);
                    self.pasting = true;
                }
                Step::Half => break,
            }
        }
        inputs
    }
}

fn key(code: KeyCode, held: KeyModifiers) -> Input {
    Input::Key(Key::of(KeyEvent::new(code, held)))
}

fn step(bytes: &[u8], settled: bool) -> Step {
    match bytes[0] {
        0x1b => escape(bytes, settled),
        byte => match plain(bytes) {
            Some((taken, code, held)) => Step::Whole(taken, Some(key(code, held))),
            None if byte >= 0xc0 && bytes.len() < 4 && !settled => Step::Half,
            None => Step::Whole(1, None),
        },
    }
}

/// Reads one character or control.
fn plain(bytes: &[u8]) -> Option<(usize, KeyCode, KeyModifiers)> {
    let control = |letter: u8| (1, KeyCode::Char(char::from(letter)), KeyModifiers::CONTROL);
    Some(match bytes[0] {
        b'\r' | b'\n' => (1, KeyCode::Enter, KeyModifiers::NONE),
        b'\t' => (1, KeyCode::Tab, KeyModifiers::NONE),
        0x7f => (1, KeyCode::Backspace, KeyModifiers::NONE),
        0 => control(b' '),
        byte @ 1..=0x1a => control(byte - 1 + b'a'),
        byte @ 0x1c..=0x1f => control(byte - 0x1c + b'\\'),
        byte => {
            let long = match byte {
                0..0x80 => 1,
                0xc2..0xe0 => 2,
                0xe0..0xf0 => 3,
                0xf0..0xf5 => 4,
                _ => return None,
            };
            let letter = std::str::from_utf8(bytes.get(..long)?)
                .ok()?
                .chars()
                .next()?;
            (long, KeyCode::Char(letter), KeyModifiers::NONE)
        }
    })
}

fn escape(bytes: &[u8], settled: bool) -> Step {
    let alone = || Step::Whole(1, Some(key(KeyCode::Esc, KeyModifiers::NONE)));
    let half = || {
        if settled || bytes.len() > LONGEST {
            alone()
        } else {
            Step::Half
        }
    };
    match bytes.get(1) {
        None => half(),
        Some(b'[') => control_sequence(bytes).unwrap_or_else(half),
        Some(b'O') => match bytes.get(2) {
            None => half(),
            Some(letter) => Step::Whole(
                3,
                lettered(*letter).map(|code| key(code, KeyModifiers::NONE)),
            ),
        },
        Some(0x1b) => alone(),
        Some(_) => match plain(&bytes[1..]) {
            Some((taken, code, held)) => {
                Step::Whole(1 + taken, Some(key(code, held | KeyModifiers::ALT)))
            }
            None => half(),
        },
    }
}

/// Reads what begins with `ESC [`; nothing where its end has not come yet.
fn control_sequence(bytes: &[u8]) -> Option<Step> {
    let end = 2 + bytes[2..]
        .iter()
        .position(|byte| (0x40..=0x7e).contains(byte))?;
    // The console of Linux sends its first function keys as ESC [ [ A.
    if bytes[2] == b'[' {
        let letter = *bytes.get(3)?;
        return Some(Step::Whole(
            4,
            (b'A'..=b'E')
                .contains(&letter)
                .then(|| key(KeyCode::F(letter - b'A' + 1), KeyModifiers::NONE)),
        ));
    }
    let taken = end + 1;
    let body = std::str::from_utf8(&bytes[2..end]).unwrap_or_default();
    let last = bytes[end];
    if let Some(body) = body.strip_prefix('<') {
        return Some(Step::Whole(taken, mouse(body, last)));
    }
    let numbers: Vec<u16> = body
        .split([';', ':'])
        .map(|part| part.parse().unwrap_or(0))
        .collect();
    let first = numbers.first().copied().unwrap_or(0);
    let held = numbers
        .get(1)
        .map_or(KeyModifiers::NONE, |code| held(*code));
    if last == b'~' && first == 200 {
        return Some(Step::Paste(taken));
    }
    let code = match last {
        b'~' => match first {
            1 | 7 => Some(KeyCode::Home),
            2 => Some(KeyCode::Insert),
            3 => Some(KeyCode::Delete),
            4 | 8 => Some(KeyCode::End),
            5 => Some(KeyCode::PageUp),
            6 => Some(KeyCode::PageDown),
            11..=15 => u8::try_from(first - 10).ok().map(KeyCode::F),
            17..=21 => u8::try_from(first - 11).ok().map(KeyCode::F),
            23 | 24 => u8::try_from(first - 12).ok().map(KeyCode::F),
            _ => None,
        },
        b'u' => char::from_u32(u32::from(first)).and_then(|letter| match letter {
            '\u{1b}' => Some(KeyCode::Esc),
            '\r' => Some(KeyCode::Enter),
            '\t' => Some(KeyCode::Tab),
            '\u{7f}' => Some(KeyCode::Backspace),
            letter if !letter.is_control() => Some(KeyCode::Char(letter)),
            _ => None,
        }),
        b'Z' => Some(KeyCode::BackTab),
        letter => lettered(letter),
    };
    Some(Step::Whole(taken, code.map(|code| key(code, held))))
}

/// Gives the key that a final letter names, after `ESC O` or `ESC [`.
fn lettered(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

/// Reads what is held down: one more than the sum of shift 1, alt 2, control 4.
fn held(code: u16) -> KeyModifiers {
    let bits = code.saturating_sub(1);
    [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
    ]
    .into_iter()
    .filter(|(bit, _)| bits & bit != 0)
    .map(|(_, modifier)| modifier)
    .collect()
}

/// Reads a report of the mouse in its SGR form: button, column, row.
fn mouse(body: &str, last: u8) -> Option<Input> {
    let mut numbers = body.split(';').map(|part| part.parse::<u16>().ok());
    let (button, x, y) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let what = match (button & !0b1_1100, last) {
        (0, b'M') => MouseDid::Press,
        (64, b'M') => MouseDid::WheelUp,
        (65, b'M') => MouseDid::WheelDown,
        _ => return None,
    };
    Some(Input::Mouse(Mouse {
        what,
        x: x.saturating_sub(1),
        y: y.saturating_sub(1),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(bytes: &[u8]) -> String {
        let mut decoder = Decoder::default();
        let mut inputs = decoder.feed(bytes);
        inputs.extend(decoder.settle());
        inputs
            .iter()
            .map(|input| match input {
                Input::Key(key) => key.to_string(),
                Input::Paste(text) => format!("paste {text:?}"),
                Input::Mouse(mouse) => format!("{:?} {},{}", mouse.what, mouse.x, mouse.y),
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn bytes_become_keys() {
        for (bytes, keys) in [
            (&b"jG \r\t\x7f"[..], "j G space enter tab backspace"),
            (
                b"\x10\x1a\x03\x00\x1f",
                "ctrl-p ctrl-z ctrl-c ctrl-space ctrl-_",
            ),
            (
                b"\x1b[A\x1bOB\x1b[1;5C\x1b[Z\x1b[5~\x1b[3~\x1b[H",
                "up down ctrl-right shift-tab pgup delete home",
            ),
            (b"\x1bOP\x1b[15~\x1b[24~\x1b[[A", "f1 f5 f12 f1"),
            (b"\x1bb\x1b\x7f\x1b", "alt-b alt-backspace esc"),
            (b"\x1b\x1b", "esc esc"),
            ("é株😀".as_bytes(), "é 株 😀"),
            (
                b"\x1b[200~two\rlines \x1b[31m\x1b[201~x",
                "paste \"two\\nlines \\u{1b}[31m\" x",
            ),
            (
                b"\x1b[<0;5;7M\x1b[<0;5;7m\x1b[<64;1;1M\x1b[<35;2;2M",
                "Press 4,6 WheelUp 0,0",
            ),
            (b"\x1b[I\x1b[?1;2c\xffz", "z"),
        ] {
            assert_eq!(typed(bytes), keys);
        }
    }

    #[test]
    fn a_sequence_cut_in_two_is_one_key() {
        let mut decoder = Decoder::default();
        assert!(decoder.feed(b"\x1b[1;").is_empty());
        assert!(decoder.waits());
        assert_eq!(decoder.feed(b"5A").len(), 1);
        assert!(!decoder.waits());
        assert!(decoder.feed("株".as_bytes().get(..2).unwrap()).is_empty());
        assert_eq!(decoder.feed(&"株".as_bytes()[2..]).len(), 1);
    }

    proptest! {
        #[test]
        fn no_bytes_stop_the_decoder(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0usize..200) {
            let mut decoder = Decoder::default();
            let cut = cut.min(bytes.len());
            decoder.feed(&bytes[..cut]);
            decoder.feed(&bytes[cut..]);
            decoder.settle();
            prop_assert!(decoder.pasting || decoder.bytes.is_empty());
        }
    }
}
