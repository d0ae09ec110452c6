//! The one inbox of the loop: what the terminal, the book, the jobs and the system say.
//!
//! The loop sleeps in one `poll` over the terminal, a pipe that whoever sends a message writes to, and
//! the signals; nothing ticks, so a workbench that nobody touches uses no processor at all.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};

use super::input::{Decoder, Input};

/// How long an escape waits for the rest of a sequence before it is the key.
const ESCAPE: Duration = Duration::from_millis(25);

/// What woke the loop.
#[derive(Debug)]
pub enum Woken<M> {
    /// The person did something.
    Input(Input),
    /// Another thread says something.
    Message(M),
    /// The window has another size.
    Resized,
    /// Somebody asked us to go into the background.
    Stop,
    /// We came back from the background by ourselves.
    Continued,
    /// Somebody asked us to end.
    End,
    /// The terminal is gone.
    Gone,
}

/// Sends messages to the loop from another thread.
#[derive(Debug)]
pub struct Outbox<M> {
    messages: Sender<M>,
    wake: Arc<UnixStream>,
}

impl<M> Clone for Outbox<M> {
    fn clone(&self) -> Self {
        Self {
            messages: self.messages.clone(),
            wake: Arc::clone(&self.wake),
        }
    }
}

impl<M> Outbox<M> {
    /// Sends a message; one for a loop that has ended is dropped.
    pub fn send(&self, message: M) {
        if self.messages.send(message).is_ok() {
            // A full pipe means that the loop is about to wake anyway.
            let _ = (&*self.wake).write(&[0]);
        }
    }
}

#[derive(Debug, Default)]
struct Flags {
    resized: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
    continued: Arc<AtomicBool>,
    end: Arc<AtomicBool>,
}

/// Receives everything that moves the loop.
#[derive(Debug)]
pub struct Inbox<M> {
    messages: Receiver<M>,
    outbox: Outbox<M>,
    woken: UnixStream,
    flags: Flags,
    decoder: Decoder,
    terminal: bool,
}

impl<M> Inbox<M> {
    /// Opens the inbox, and asks the system to tell it of signals.
    pub fn open() -> io::Result<Self> {
        let (wake, woken) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        let flags = Flags::default();
        for (signal, flag) in [
            (SIGWINCH, &flags.resized),
            (SIGTSTP, &flags.stop),
            (SIGCONT, &flags.continued),
            (SIGTERM, &flags.end),
            (SIGHUP, &flags.end),
            (SIGINT, &flags.end),
        ] {
            signal_hook::flag::register(signal, Arc::clone(flag))?;
            signal_hook::low_level::pipe::register(signal, wake.try_clone()?)?;
        }
        let (sender, messages) = channel();
        Ok(Self {
            messages,
            outbox: Outbox {
                messages: sender,
                wake: Arc::new(wake),
            },
            woken,
            flags,
            decoder: Decoder::default(),
            terminal: true,
        })
    }

    /// Gives the sending end, for other threads.
    pub fn outbox(&self) -> Outbox<M> {
        self.outbox.clone()
    }

    /// Waits until something happens, at most for so long; gives everything that is there.
    pub fn wait(&mut self, at_most: Option<Duration>) -> io::Result<Vec<Woken<M>>> {
        let mut woken = Vec::new();
        self.collect(&mut woken);
        let mut waiting = if woken.is_empty() {
            at_most
        } else {
            Some(Duration::ZERO)
        };
        loop {
            let half = self.decoder.waits();
            if half {
                waiting = Some(waiting.map_or(ESCAPE, |time| time.min(ESCAPE)));
            }
            let ready = self.poll(waiting)?;
            if ready.gone {
                self.terminal = false;
                woken.push(Woken::Gone);
            }
            if ready.typed && !self.read(&mut woken)? && !ready.gone {
                self.terminal = false;
                woken.push(Woken::Gone);
            }
            if half && !ready.typed {
                woken.extend(self.decoder.settle().into_iter().map(Woken::Input));
            }
            if ready.told {
                let mut drained = [0; 256];
                while matches!((&self.woken).read(&mut drained), Ok(1..)) {}
            }
            self.collect(&mut woken);
            if !(self.decoder.waits() && woken.is_empty()) {
                return Ok(woken);
            }
        }
    }

    /// Throws away what was typed while somebody else had the terminal.
    pub fn forget_typed(&mut self) {
        self.decoder = Decoder::default();
    }

    fn collect(&mut self, woken: &mut Vec<Woken<M>>) {
        let Flags {
            resized,
            stop,
            continued,
            end,
        } = &self.flags;
        for (flag, what) in [
            (end, Woken::End),
            (stop, Woken::Stop),
            (continued, Woken::Continued),
            (resized, Woken::Resized),
        ] {
            if flag.swap(false, Ordering::SeqCst) {
                woken.push(what);
            }
        }
        woken.extend(self.messages.try_iter().map(Woken::Message));
    }

    fn poll(&self, at_most: Option<Duration>) -> io::Result<Ready> {
        let timeout = at_most.and_then(|time| Timespec::try_from(time).ok());
        let stdin = rustix::stdio::stdin();
        let terminal: BorrowedFd<'_> = stdin.as_fd();
        let mut ends = vec![PollFd::new(&self.woken, PollFlags::IN)];
        if self.terminal {
            ends.push(PollFd::from_borrowed_fd(terminal, PollFlags::IN));
        }
        match poll(&mut ends, timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let end = ends.get(1).map_or(PollFlags::empty(), PollFd::revents);
        Ok(Ready {
            told: !ends[0].revents().is_empty(),
            typed: end.contains(PollFlags::IN),
            gone: end.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL),
        })
    }

    /// Reads what was typed; false where the terminal has no more to say for ever.
    fn read(&mut self, woken: &mut Vec<Woken<M>>) -> io::Result<bool> {
        let mut bytes = [0; 4096];
        match rustix::io::read(rustix::stdio::stdin(), &mut bytes) {
            Ok(0) | Err(rustix::io::Errno::IO) => Ok(false),
            Ok(count) => {
                woken.extend(
                    self.decoder
                        .feed(&bytes[..count])
                        .into_iter()
                        .map(Woken::Input),
                );
                Ok(true)
            }
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }
}

struct Ready {
    told: bool,
    typed: bool,
    gone: bool,
}
