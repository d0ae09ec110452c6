//! A book on a thread of its own, as a workbench has it: neither an fsync nor another terminal ever holds up a key.
//!
//! The workbench's screen and the commands beside it send the same kind of work, and it is done one after another. Where another
//! workbench has the book, this one is its client, is told of every change, and takes the book when the other goes.

use std::collections::{HashMap, VecDeque};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::error::{BookError, Result};
use super::handle::{Book, Changed, Hold, Options};
use super::wire::{self, Client, Reply, Request};

/// How many commands may be connected at once.
const CLIENTS: usize = 32;
/// How long a workbench that is to be stopped waits for what its book is doing. Stopped any sooner, it would keep the book
/// from everybody until it goes on.
const REST: Duration = Duration::from_secs(30);
/// How often whoever waits for an answer is told that it is still worked on.
const STILL: Duration = Duration::from_secs(1);
/// How many changes a slow watcher may lag behind before it is let go; it connects again and reads anew.
const LAG: usize = 256;

/// How often a workbench looks whether its socket is still there.
const LOOK_AFTER: Timespec = Timespec {
    tv_sec: 30,
    tv_nsec: 0,
};

/// What the book's thread tells the workbench.
#[derive(Clone, Debug)]
pub enum News {
    /// Something changed, here or from another terminal.
    Changed(Changed),
    /// One line for the person.
    Notice(String),
}

type Job = Box<dyn FnOnce(&mut Book) + Send>;
type Tell = Arc<dyn Fn(News) + Send + Sync>;
type Watchers = Arc<Mutex<HashMap<u64, SyncSender<Changed>>>>;

enum Work {
    Job(Job),
    /// The holder that this workbench was a client of is gone.
    HolderGone,
    Rest(SyncSender<()>),
    Wake,
    Follow,
    End,
}

/// The book of an open workbench.
pub struct Desk {
    work: Sender<Work>,
    thread: Option<JoinHandle<()>>,
}

impl Desk {
    /// Opens a book on its own thread; `tell` is called from there with what is new.
    ///
    /// Errors as [`Book::open`] does, before anything is drawn.
    pub fn open(options: Options, tell: impl Fn(News) + Send + Sync + 'static) -> Result<Desk> {
        let (work, inbox) = channel();
        let (opened, open) = sync_channel(1);
        let back = work.clone();
        let tell: Tell = Arc::new(tell);
        let thread = std::thread::Builder::new()
            .name("book".into())
            .spawn(move || match Book::open(options) {
                Ok(book) => {
                    let _ = opened.send(Ok(()));
                    Worker {
                        book,
                        back,
                        tell,
                        watchers: Watchers::default(),
                        listening: None,
                    }
                    .run(&inbox);
                }
                Err(error) => {
                    let _ = opened.send(Err(error));
                }
            })
            .map_err(|e| BookError::damaged(format!("no thread for the book: {e}")))?;
        open.recv().map_err(|_| {
            BookError::damaged("the book's thread ended while it opened the book")
        })??;
        Ok(Desk {
            work,
            thread: Some(thread),
        })
    }

    /// Does something with the book, on its thread, after all that was asked before. What comes of it, the job itself sends back.
    pub fn run(&self, job: impl FnOnce(&mut Book) + Send + 'static) {
        let _ = self.work.send(Work::Job(Box::new(job)));
    }

    /// Gives another thread a way to the book, as long as this one is there.
    pub fn errand(&self) -> Errand {
        Errand {
            work: self.work.clone(),
        }
    }

    /// Does something with the book and waits for what comes of it; nothing where the thread is gone.
    pub fn wait<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Book) -> T + Send + 'static,
    ) -> Option<T> {
        let (to, from) = sync_channel(1);
        self.run(move |book| {
            let _ = to.send(job(book));
        });
        from.recv().ok()
    }

    /// Lets go of the book, before the process is stopped; returns when it is free.
    ///
    /// All that was asked before is done first, so that nothing that was typed waits in a process that is stopped.
    pub fn rest(&self) {
        let (to, from) = sync_channel(1);
        let _ = self.work.send(Work::Rest(to));
        let _ = from.recv_timeout(REST);
    }

    /// Reads what others saved since, where the book is only read; nobody tells of that.
    pub fn follow(&self) {
        let _ = self.work.send(Work::Follow);
    }

    /// Takes the book again, after the process goes on.
    pub fn wake(&self) {
        let _ = self.work.send(Work::Wake);
    }

    /// Ends the thread; returns when all that was asked is done and the book is free.
    pub fn close(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.work.send(Work::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A way to the book for another thread of the workbench.
#[derive(Clone)]
pub struct Errand {
    work: Sender<Work>,
}

impl Errand {
    /// Does something with the book as [`Desk::run`] does.
    pub fn run(&self, job: impl FnOnce(&mut Book) + Send + 'static) {
        let _ = self.work.send(Work::Job(Box::new(job)));
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.end();
    }
}

struct Worker {
    book: Book,
    back: Sender<Work>,
    tell: Tell,
    watchers: Watchers,
    listening: Option<Listening>,
}

impl Worker {
    fn run(mut self, inbox: &Receiver<Work>) {
        let (tell, watchers) = (Arc::clone(&self.tell), Arc::clone(&self.watchers));
        self.book.listen(Box::new(move |changed| {
            tell(News::Changed(changed.clone()));
            if let Ok(mut watchers) = watchers.lock() {
                watchers.retain(|_, w| w.try_send(changed.clone()).is_ok());
            }
        }));
        self.settle();
        // What is asked while the book rests is done when it is taken again.
        let mut resting = false;
        let mut waiting = VecDeque::new();
        while let Ok(work) = inbox.recv() {
            match work {
                Work::Job(job) if resting => waiting.push_back(job),
                Work::Job(job) => self.do_job(job),
                Work::HolderGone => {
                    if matches!(self.book.hold, Hold::There(_)) {
                        self.book.hold = Hold::Rests;
                    }
                    if !resting {
                        self.wake();
                    }
                }
                Work::Rest(done) => {
                    resting = true;
                    self.listening = None;
                    self.book.rest();
                    let _ = done.send(());
                }
                Work::Wake => {
                    resting = false;
                    self.wake();
                    while let Some(job) = waiting.pop_front() {
                        self.do_job(job);
                    }
                }
                Work::Follow if resting => {}
                Work::Follow => match self.book.follow() {
                    Ok(false) => {}
                    // What moved is not known; all that is shown is read anew.
                    Ok(true) => self.wake(),
                    Err(error) => (self.tell)(News::Notice(error.to_string())),
                },
                Work::End => break,
            }
        }
        self.listening = None;
        self.book.leave_kept();
        self.book.rest();
    }

    fn do_job(&mut self, job: Job) {
        job(&mut self.book);
        self.report();
        self.resettle();
    }

    /// Takes or reaches the book again, and has the screen read anew: nobody knows what passed meanwhile.
    fn wake(&mut self) {
        match self.book.position() {
            Ok((seq, _)) => (self.tell)(News::Changed(Changed {
                seq,
                touched: Vec::new(),
                bench: None,
            })),
            Err(error) => (self.tell)(News::Notice(error.to_string())),
        }
        self.resettle();
    }

    /// Begins to listen where the book is held here, to watch where it is elsewhere.
    fn settle(&mut self) {
        self.report();
        if self.book.is_here() {
            self.listening = Listening::start(&self.book.options.dir, &self.back, &self.watchers);
            if self.listening.is_none() {
                (self.tell)(News::Notice(
                    "Other terminals cannot reach this workbench: no private place for its socket."
                        .into(),
                ));
            }
        } else if let Some(client) = Client::connect(&self.book.options.dir) {
            let (tell, back) = (Arc::clone(&self.tell), self.back.clone());
            let _ = std::thread::Builder::new()
                .name("watch".into())
                .spawn(move || {
                    client.watch(|changed| tell(News::Changed(changed)));
                    let _ = back.send(Work::HolderGone);
                });
        }
    }

    /// Settles again where who holds the book has changed under a job.
    fn resettle(&mut self) {
        if self.book.is_here() && self.listening.is_none() {
            self.settle();
        }
    }

    fn report(&mut self) {
        for notice in self.book.notices() {
            (self.tell)(News::Notice(notice));
        }
    }
}

/// The connections that are open, by a number of their own.
type Connections = Arc<Mutex<HashMap<u64, UnixStream>>>;

/// A socket that is listened on; dropped, it is removed and everybody on it is let go.
struct Listening {
    path: std::path::PathBuf,
    /// Closed, it ends the thread that waits for somebody to connect: the socket's path may be gone by then.
    awake: Option<UnixStream>,
    connections: Connections,
    watchers: Watchers,
    thread: Option<JoinHandle<()>>,
}

impl Listening {
    fn start(dir: &std::path::Path, work: &Sender<Work>, watchers: &Watchers) -> Option<Listening> {
        let path = wire::socket_path(dir)?;
        // The lock is ours, so a socket that is there is left over from somebody who died.
        let _ = std::fs::remove_file(&path);
        let listener = UnixListener::bind(&path).ok()?;
        let (awake, ended) = UnixStream::pair().ok()?;
        let connections = Connections::default();
        let accepting = Accepting {
            dir: dir.to_owned(),
            path: path.clone(),
            ended,
            work: work.clone(),
            watchers: Arc::clone(watchers),
            connections: Arc::clone(&connections),
        };
        let thread = std::thread::Builder::new()
            .name("listen".into())
            .spawn(move || accepting.run(listener))
            .ok()?;
        Some(Listening {
            path,
            awake: Some(awake),
            connections,
            watchers: Arc::clone(watchers),
            thread: Some(thread),
        })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        drop(self.awake.take());
        let _ = std::fs::remove_file(&self.path);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        // Whoever is still connected would wait for a book that is no longer held here.
        if let Ok(mut open) = self.connections.lock() {
            for (_, stream) in open.drain() {
                let _ = stream.shutdown(std::net::Shutdown::Both);
            }
        }
        if let Ok(mut watchers) = self.watchers.lock() {
            watchers.clear();
        }
    }
}

struct Accepting {
    dir: std::path::PathBuf,
    path: std::path::PathBuf,
    ended: UnixStream,
    work: Sender<Work>,
    watchers: Watchers,
    connections: Connections,
}

impl Accepting {
    fn run(self, mut listener: UnixListener) {
        for number in 0u64.. {
            let Some(mut stream) = self.next(&mut listener) else {
                return;
            };
            if !wire::same_user(&stream) {
                continue;
            }
            let _ = stream.set_write_timeout(Some(wire::PATIENCE));
            let (Ok(again), Ok(mut open)) = (stream.try_clone(), self.connections.lock()) else {
                continue;
            };
            if open.len() >= CLIENTS {
                let _ = wire::send(
                    &mut stream,
                    &Reply::Error(BookError::busy(
                        "the workbench that holds the book already serves 32 others",
                    )),
                );
                continue;
            }
            open.insert(number, again);
            drop(open);
            let (work, watchers, connections) = (
                self.work.clone(),
                Arc::clone(&self.watchers),
                Arc::clone(&self.connections),
            );
            let started = std::thread::Builder::new()
                .name("client".into())
                .spawn(move || {
                    serve(&mut stream, number, &work, &watchers);
                    if let Ok(mut open) = connections.lock() {
                        open.remove(&number);
                    }
                });
            if started.is_err()
                && let Ok(mut open) = self.connections.lock()
            {
                open.remove(&number);
            }
        }
    }
}

impl Accepting {
    /// Gives the next who connects; nothing once the workbench no longer listens.
    ///
    /// The folder of sockets is cleaned now and then, by a logout elsewhere for one: a socket that is gone is made again.
    fn next(&self, listener: &mut UnixListener) -> Option<UnixStream> {
        loop {
            let (came, ended) = {
                let mut ends = [
                    PollFd::new(&*listener, PollFlags::IN),
                    PollFd::new(&self.ended, PollFlags::IN),
                ];
                match poll(&mut ends, Some(&LOOK_AFTER)) {
                    Ok(_) | Err(rustix::io::Errno::INTR) => {}
                    Err(_) => return None,
                }
                (!ends[0].revents().is_empty(), !ends[1].revents().is_empty())
            };
            if ended {
                return None;
            }
            // Not blocking, since whoever came may have gone again.
            if came
                && listener.set_nonblocking(true).is_ok()
                && let Ok((stream, _)) = listener.accept()
                && stream.set_nonblocking(false).is_ok()
            {
                return Some(stream);
            }
            if !self.path.exists()
                && wire::socket_path(&self.dir).as_ref() == Some(&self.path)
                && let Ok(again) = UnixListener::bind(&self.path)
            {
                *listener = again;
            }
        }
    }
}

/// Serves one client until it hangs up, is too slow, or speaks no sense.
fn serve(stream: &mut UnixStream, number: u64, work: &Sender<Work>, watchers: &Watchers) {
    while let Ok(request) = wire::receive_request(stream) {
        let sent = match request {
            Request::Watch => return watch(stream, number, watchers),
            Request::Ask(ask) => match wait(stream, work, move |book| book.ask_exactly(&ask)) {
                Some(Ok(answer)) => wire::send_answer(stream, answer),
                Some(Err(error)) => wire::send(stream, &Reply::Error(error)),
                None => return,
            },
            Request::Execute { request, command } => {
                match wait(stream, work, move |book| book.execute_as(command, &request)) {
                    Some(Ok(receipt)) => wire::send_receipt(stream, receipt),
                    Some(Err(error)) => wire::send(stream, &Reply::Error(error)),
                    None => return,
                }
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Has something done with the book, and says now and then that it is being worked on: what is asked for may take its time, and
/// so may what was asked before it.
fn wait<T: Send + 'static>(
    stream: &mut UnixStream,
    work: &Sender<Work>,
    job: impl FnOnce(&mut Book) -> T + Send + 'static,
) -> Option<T> {
    let (to, from) = sync_channel(1);
    work.send(Work::Job(Box::new(move |book| {
        let _ = to.send(job(book));
    })))
    .ok()?;
    loop {
        match from.recv_timeout(STILL) {
            Ok(done) => return Some(done),
            Err(RecvTimeoutError::Timeout) => wire::send(stream, &Reply::Working).ok()?,
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

fn watch(stream: &mut UnixStream, number: u64, watchers: &Watchers) {
    let (to, changes) = sync_channel(LAG);
    if let Ok(mut watchers) = watchers.lock() {
        watchers.insert(number, to);
    }
    let Ok(mut other_end) = stream.try_clone() else {
        return;
    };
    let leaving = Arc::clone(watchers);
    // A watcher says nothing more; that it hung up would be noticed with the next change only, and it would be counted until then.
    let _ = std::thread::Builder::new()
        .name("watched".into())
        .spawn(move || {
            let _ = other_end.set_read_timeout(None);
            while wire::receive_request(&mut other_end).is_ok() {}
            if let Ok(mut watchers) = leaving.lock() {
                watchers.remove(&number);
            }
        });
    while let Ok(changed) = changes.recv() {
        if wire::send(stream, &Reply::Changed(changed)).is_err() {
            return;
        }
    }
}
