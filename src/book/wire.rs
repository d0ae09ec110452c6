//! Between a command and the workbench that holds the book: frames of JSON over a Unix socket.
//!
//! A frame is four bytes of length (big-endian) and that many bytes of JSON, at most 1 MiB. The client sends one [`Request`] a
//! frame and reads [`Reply`] frames until the last; while the holder works on it, one a second says so. Records that fill more than a frame come in several. The socket lies in a
//! directory of the person's own (0700), and the peer must be the same user.

use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::command::{Answer, Ask, Command, Receipt};
use super::error::BookError;
use super::handle::{Broken, Changed};
use crate::domain::Object;

/// The largest frame.
pub const FRAME: usize = 1 << 20;
/// How long a slow peer may take for a frame.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// How many bytes of an answer's text go into one frame: quoted, none is longer than a frame.
const PIECE: usize = FRAME / 8;
/// How many records go into one frame at most; a frame is also ended by its size.
const RECORDS: usize = 512;

/// What a client wants.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Request {
    /// An answer.
    Ask(Ask),
    /// A command done.
    Execute {
        /// The client's request id.
        request: String,
        /// The command.
        command: Command,
    },
    /// To be told of every change from now on.
    Watch,
}

/// What the holder says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reply {
    /// The book is there and at work; the answer is still to come.
    Working,
    /// Part of an answer that is made of records; more follow.
    Part(Vec<Object>),
    /// A piece of the JSON of another answer, or of a receipt, that fills more than a frame; an empty one ends it.
    Piece(String),
    /// An answer, or its last part.
    Answer(Box<Answer>),
    /// A command is saved.
    Receipt(Receipt),
    /// It is refused, or went wrong.
    Error(BookError),
    /// Something changed.
    Changed(Changed),
}

/// Writes one frame.
pub fn send<T: Serialize>(to: &mut impl Write, value: &T) -> io::Result<()> {
    let body = serde_json::to_vec(value)?;
    if body.len() > FRAME {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a frame would be larger than 1 MiB",
        ));
    }
    let length = u32::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    let mut frame = Vec::with_capacity(body.len() + 4);
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&body);
    to.write_all(&frame)?;
    to.flush()
}

/// Makes room for a frame that says how long it is; one that says too much is none of ours.
fn room(length: [u8; 4]) -> io::Result<Vec<u8>> {
    let length = u32::from_be_bytes(length) as usize;
    if length > FRAME {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a frame is larger than 1 MiB",
        ));
    }
    Ok(vec![0; length])
}

/// Reads one frame.
fn receive<T: for<'de> Deserialize<'de>>(from: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut body = room(length)?;
    from.read_exact(&mut body)?;
    Ok(serde_json::from_slice(&body)?)
}

/// Reads a client's next request: it may take its time to begin one, and [`PATIENCE`] to end it.
pub fn receive_request(from: &mut UnixStream) -> io::Result<Request> {
    from.set_read_timeout(None)?;
    let mut length = [0; 4];
    let (first, rest) = length.split_at_mut(1);
    from.read_exact(first)?;
    let until = Instant::now() + PATIENCE;
    read_until(from, rest, until)?;
    let mut body = room(length)?;
    read_until(from, &mut body, until)?;
    Ok(serde_json::from_slice(&body)?)
}

/// Fills a buffer, and gives up at a moment.
fn read_until(from: &mut UnixStream, mut into: &mut [u8], until: Instant) -> io::Result<()> {
    while !into.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        from.set_read_timeout(Some(left))?;
        match from.read(into) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => into = into.get_mut(read..).unwrap_or_default(),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// Sends an answer in as many frames as it needs.
pub fn send_answer(to: &mut impl Write, answer: Answer) -> io::Result<()> {
    let Answer::Records(records) = answer else {
        return send_whole(to, &answer);
    };
    let length = |record: &Object| serde_json::to_string(record).map_or(0, |text| text.len());
    let lengths: Vec<usize> = records.iter().map(length).collect();
    if lengths.iter().any(|one| *one > FRAME / 2) {
        return send_whole(to, &Answer::Records(records));
    }
    let mut part = Vec::new();
    let mut size = 0;
    for (record, one) in records.into_iter().zip(lengths) {
        if part.len() >= RECORDS || size + one > FRAME / 2 {
            send(to, &Reply::Part(std::mem::take(&mut part)))?;
            size = 0;
        }
        size += one + 1;
        part.push(record);
    }
    send(to, &Reply::Answer(Box::new(Answer::Records(part))))
}

/// Sends an answer that is not made of records: in one frame where it fits, else in pieces of its text.
fn send_whole(to: &mut impl Write, answer: &Answer) -> io::Result<()> {
    let text = serde_json::to_string(answer)?;
    // Quoted once more, a text is at most six times as long; most are a little longer only.
    if text.len() <= FRAME / 2 {
        return send(to, &Reply::Answer(Box::new(answer.clone())));
    }
    send_pieces(to, &text)
}

/// Sends what was saved: that of a large import names more records than a frame holds.
pub fn send_receipt(to: &mut impl Write, receipt: Receipt) -> io::Result<()> {
    let text = serde_json::to_string(&receipt)?;
    if text.len() <= FRAME / 2 {
        return send(to, &Reply::Receipt(receipt));
    }
    send_pieces(to, &text)
}

fn send_pieces(to: &mut impl Write, text: &str) -> io::Result<()> {
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        send(to, &Reply::Piece(piece.to_owned()))?;
        rest = after;
    }
    send(to, &Reply::Piece(String::new()))
}

/// Gives the path of a book's socket, in a directory that only this user may enter; nothing where there is none to be had.
///
/// The name is a hash of the book's canonical path, since a path can be longer than a socket's name may be.
pub fn socket_path(dir: &Path) -> Option<PathBuf> {
    let canonical = dir.canonicalize().ok()?;
    let hash = blake3::hash(canonical.as_os_str().as_encoded_bytes()).to_hex();
    let name = format!("ally-{}.sock", &hash.as_str()[..24]);
    let uid = rustix::process::getuid().as_raw();
    let runtime = directories::BaseDirs::new().and_then(|d| d.runtime_dir().map(Path::to_path_buf));
    let places = [
        runtime,
        Some(std::env::temp_dir().join(format!("ally-{uid}"))),
    ];
    for (at, place) in places.into_iter().flatten().enumerate() {
        if at > 0 || !place.is_dir() {
            let _ = std::fs::DirBuilder::new().mode(0o700).create(&place);
        }
        let Ok(meta) = std::fs::symlink_metadata(&place) else {
            continue;
        };
        // A directory of somebody else, or that others may enter, is a trap in a shared place for files.
        #[allow(clippy::verbose_bit_mask)] // A mask of permissions reads as people write them.
        let private = meta.is_dir()
            && meta.uid() == uid
            && (meta.mode() & 0o077 == 0 || at == 0 && meta.mode() & 0o022 == 0);
        let path = place.join(&name);
        if private && path.as_os_str().len() < 100 {
            return Some(path);
        }
    }
    None
}

/// Says whether the peer is the same user.
pub fn same_user(stream: &UnixStream) -> bool {
    #[cfg(target_os = "linux")]
    {
        rustix::net::sockopt::socket_peercred(stream)
            .is_ok_and(|peer| peer.uid == rustix::process::getuid())
    }
    #[cfg(not(target_os = "linux"))]
    {
        // The directory's mode (0700) keeps everybody else out.
        let _ = stream;
        true
    }
}

/// A connection to the workbench that holds the book.
pub struct Client {
    stream: UnixStream,
}

impl Client {
    /// Connects; nothing where nobody listens.
    pub fn connect(dir: &Path) -> Option<Client> {
        let stream = UnixStream::connect(socket_path(dir)?).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        same_user(&stream).then_some(Client { stream })
    }

    pub(super) fn ask(&mut self, ask: &Ask) -> Result<Answer, Broken> {
        self.send(&Request::Ask(ask.clone()))?;
        let mut records = Vec::new();
        let mut text = String::new();
        loop {
            match self.receive()? {
                Reply::Piece(piece) if piece.is_empty() => {
                    return serde_json::from_str(&text).map_err(|_| Broken::Gone);
                }
                Reply::Piece(piece) => text.push_str(&piece),
                Reply::Part(part) => records.extend(part),
                Reply::Answer(answer) => match *answer {
                    Answer::Records(last) => {
                        records.extend(last);
                        return Ok(Answer::Records(records));
                    }
                    other => return Ok(other),
                },
                Reply::Error(error) => return Err(Broken::Said(error)),
                Reply::Receipt(_) | Reply::Changed(_) | Reply::Working => {}
            }
        }
    }

    pub(super) fn execute(&mut self, command: &Command, request: &str) -> Result<Receipt, Broken> {
        self.send(&Request::Execute {
            request: request.to_owned(),
            command: command.clone(),
        })?;
        let mut text = String::new();
        loop {
            match self.receive()? {
                Reply::Receipt(receipt) => return Ok(receipt),
                Reply::Piece(piece) if piece.is_empty() => {
                    return serde_json::from_str(&text).map_err(|_| Broken::Gone);
                }
                Reply::Piece(piece) => text.push_str(&piece),
                Reply::Error(error) => return Err(Broken::Said(error)),
                Reply::Part(_) | Reply::Answer(_) | Reply::Changed(_) | Reply::Working => {}
            }
        }
    }

    /// Waits for changes, and calls for each; returns when the holder is gone.
    pub(super) fn watch(mut self, mut tell: impl FnMut(Changed)) {
        if self.send(&Request::Watch).is_err() {
            return;
        }
        let _ = self.stream.set_read_timeout(None);
        while let Ok(reply) = receive::<Reply>(&mut self.stream) {
            if let Reply::Changed(changed) = reply {
                tell(changed);
            }
        }
    }

    fn send(&mut self, request: &Request) -> Result<(), Broken> {
        send(&mut self.stream, request).map_err(|_| Broken::Gone)
    }

    fn receive(&mut self) -> Result<Reply, Broken> {
        receive(&mut self.stream).map_err(|_| Broken::Gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::command::Query;
    use crate::domain::Id;

    /// What a client gets that asks a holder with one answer.
    fn through(answer: Answer) -> Answer {
        let (mut there, here) = UnixStream::pair().unwrap();
        let holder = std::thread::spawn(move || {
            receive_request(&mut there).unwrap();
            send_answer(&mut there, answer).unwrap();
        });
        let ask = Ask {
            query: Query::Names,
            as_of: None,
        };
        let Ok(answer) = (Client { stream: here }).ask(&ask) else {
            panic!("no answer")
        };
        holder.join().unwrap();
        answer
    }

    #[test]
    fn an_answer_of_any_size_comes_through_whole() {
        let line = "[\"\u{1}2026-11-23\",\"Łódź – ”quoted“\"]".repeat(20);
        for count in [0, 10, 20_000] {
            let lines = Answer::Lines(vec![line.clone(); count]);
            assert!(through(lines.clone()) == lines, "{count} lines");
        }
        let nasty = Answer::Lines(vec!["\u{1}".repeat(FRAME)]);
        assert!(through(nasty.clone()) == nasty);
        let record = serde_json::json!({"id": "x", "notes": "n".repeat(3_000)});
        let records = Answer::Records(vec![record.as_object().unwrap().clone(); 2_000]);
        assert!(through(records.clone()) == records);
        let prose = serde_json::json!({"id": "y", "notes": "long ".repeat(FRAME)});
        let records = [record, prose].map(|one| one.as_object().unwrap().clone());
        let records = Answer::Records(records.to_vec());
        assert!(through(records.clone()) == records);
    }

    #[test]
    fn what_a_large_import_saved_comes_through_whole() {
        let touched: Vec<Id> = (0..60_000_u32)
            .map(|at| Id::from_bytes([at.to_be_bytes(); 4].concat().try_into().unwrap()))
            .collect();
        let receipt = Receipt {
            entry: Some(7),
            made: Vec::new(),
            touched,
            said: "saved".into(),
        };
        let (mut there, here) = UnixStream::pair().unwrap();
        let sent = receipt.clone();
        let holder = std::thread::spawn(move || {
            receive_request(&mut there).unwrap();
            send(&mut there, &Reply::Working).unwrap();
            send_receipt(&mut there, sent).unwrap();
        });
        let command = Command::File {
            name: "plan.json".into(),
        };
        let Ok(got) = (Client { stream: here }).execute(&command, "once") else {
            panic!("no receipt")
        };
        holder.join().unwrap();
        assert!(got == receipt);
    }

    #[test]
    fn a_frame_that_is_too_large_or_never_ends_is_given_up() {
        let (mut there, mut here) = UnixStream::pair().unwrap();
        here.write_all(&u32::MAX.to_be_bytes()).unwrap();
        assert!(receive_request(&mut there).is_err());
        let (mut there, mut here) = UnixStream::pair().unwrap();
        here.write_all(&[0, 0, 0, 9, b'{']).unwrap();
        let mut body = [0; 9];
        there.read_exact(&mut [0; 4]).unwrap();
        let soon = Instant::now() + Duration::from_millis(20);
        let ended = read_until(&mut there, &mut body, soon).unwrap_err();
        assert!(
            matches!(
                ended.kind(),
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock
            ),
            "{ended}"
        );
    }
}
