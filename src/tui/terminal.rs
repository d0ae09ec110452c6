//! Takes the terminal, and gives it back as it was found: at the end, when put in the background,
//! while the editor runs, after a panic.

use std::io::{self, Stdout, Write};
use std::mem::ManuallyDrop;
use std::panic;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ThreadId};

use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use rustix::io::Errno;

use super::links::{self, Link};

/// Whether the terminal is ours now; the panic hook must know it without a borrow.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// The thread that draws; a fault of another thread must not tear the screen down.
static DRAWS: OnceLock<ThreadId> = OnceLock::new();

/// The terminal while it is ours; given back when dropped.
pub struct Screen {
    /// Never dropped by itself: it would show the cursor again, which [`give_back`] does, and where the terminal is gone
    /// complain of it on the same terminal, which is a fault.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<io::BufWriter<Stdout>>>>,
    mouse: bool,
    /// The addresses that the terminal was told of last.
    links: Vec<Link>,
}

impl Screen {
    /// Takes the terminal.
    pub fn take(mouse: bool) -> io::Result<Self> {
        DRAWS.get_or_init(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |fault| {
                if !TAKEN.load(Ordering::SeqCst) {
                    before(fault);
                    return;
                }
                if DRAWS.get() != Some(&thread::current().id()) {
                    return;
                }
                give_back();
                // The message of a panic can hold a person's text; where it happened is enough to mend it.
                let place = fault.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
                let _ = writeln!(io::stderr(), "ally stopped by a fault of its own{place}. Everything saved is kept, and what was being typed is kept as a draft. Please report the place.");
            }));
            thread::current().id()
        });
        take(mouse)?;
        let terminal = Terminal::new(CrosstermBackend::new(io::BufWriter::with_capacity(
            64 * 1024,
            io::stdout(),
        )))?;
        Ok(Self {
            terminal: ManuallyDrop::new(terminal),
            mouse,
            links: Vec::new(),
        })
    }

    /// Draws one frame.
    pub fn draw(&mut self, render: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        let found = links::found(self.terminal.draw(render)?.buffer);
        if found != self.links {
            links::write(self.terminal.backend_mut(), &found)?;
            self.links = found;
        }
        Ok(())
    }

    /// Forgets what is on the screen, so that the next frame draws everything.
    pub fn forget(&mut self) -> io::Result<()> {
        // Clearing by name asks the terminal where its cursor is, and waits for the answer.
        let size = self.terminal.size()?;
        self.links.clear();
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Gives the terminal to something else, then takes it again.
    pub fn lend<T>(&mut self, to: impl FnOnce() -> T) -> io::Result<T> {
        give_back();
        let done = to();
        take(self.mouse)?;
        self.forget()?;
        Ok(done)
    }

    /// Sends bytes that draw nothing, such as what the clipboard is to hold.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let out = self.terminal.backend_mut();
        out.write_all(bytes)?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.terminal.backend_mut().flush();
        give_back();
    }
}

/// Has clicks and the wheel reported, and no mere motion: a pointer that passes over the window wakes nothing.
struct Clicks;

impl crossterm::Command for Clicks {
    fn write_ansi(&self, out: &mut impl std::fmt::Write) -> std::fmt::Result {
        // Presses and releases, and their places in figures of any size.
        out.write_str("\x1b[?1000h\x1b[?1006h")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        crossterm::event::EnableMouseCapture.execute_winapi()
    }
}

fn take(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        cursor::Hide
    )?;
    if mouse {
        execute!(io::stdout(), Clicks)?;
    }
    Ok(())
}

/// Says whether an error of writing or asking means that the terminal is gone, so that nobody is left to be told.
pub fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
        || [Errno::IO, Errno::NXIO]
            .iter()
            .any(|gone| error.raw_os_error() == Some(gone.raw_os_error()))
}

/// Puts the terminal back; a terminal that is gone is no error.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            io::stdout(),
            DisableMouseCapture,
            DisableBracketedPaste,
            cursor::Show,
            LeaveAlternateScreen
        );
        let _ = disable_raw_mode();
    }
}
