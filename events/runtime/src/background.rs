//! Work that nobody waits for, such as reactions: on threads of its own that give way to all others when the processors are
//! busy, and use what is left of them.

use std::{fmt, future::Future, io};

use tokio::runtime::{Builder, Handle, Runtime};

/// How nice its threads are (`setpriority`): beside one that is not, they get about a tenth of a processor. Enough to go on,
/// and to let go soon of what others wait for too.
const NICENESS: i32 = 10;
/// Its threads. What is done because of events waits for files and other services most of the time.
const THREADS: usize = 2;
/// Reads and writes of files at the same time.
const BLOCKING_THREADS_MAX: usize = 16;

/// Where such work is done; without threads of its own, as in a test, beside all other.
#[derive(Clone, Default)]
pub struct Background(Option<Handle>);

impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Background")
    }
}

impl Background {
    /// Threads for the work of a program. They end with what is returned beside it.
    ///
    /// # Errors
    /// When threads cannot be started.
    pub fn start() -> io::Result<(Self, Runtime)> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .max_blocking_threads(BLOCKING_THREADS_MAX)
            .thread_name("background")
            .on_thread_start(give_way)
            .enable_all()
            .build()?;
        Ok((Self(Some(runtime.handle().clone())), runtime))
    }

    /// Has the work done.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        match &self.0 {
            Some(threads) => threads.spawn(work),
            None => tokio::spawn(work),
        };
    }
}

/// On Linux this is about the calling thread.
fn give_way() {
    if let Err(cause) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::warn!(%cause, "work in the background cannot give way to other work");
    }
}
