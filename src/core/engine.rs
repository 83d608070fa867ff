//! The process's one IO thread.

use std::sync::{Mutex, PoisonError};

use tokio::runtime::{Builder, Handle};
use tokio::task::AbortHandle;

use super::failure::{Failure, FailureKind};
use super::transport::BoxFuture;

static RUNNING: Mutex<Option<Handle>> = Mutex::new(None);

/// The IO thread with its single-threaded tokio runtime. It starts with the
/// first client of the process and serves every client of every worker; nobody
/// joins it, so it never delays the end of the process.
pub struct Engine;

impl Engine {
    /// The runtime's handle; the first use starts the thread.
    ///
    /// # Errors
    /// When the system grants no thread or no event queue. The next use tries again.
    pub fn handle() -> Result<Handle, Failure> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = running.as_ref() {
            return Ok(handle.clone());
        }
        let handle = start().map_err(|error| {
            Failure::new(
                FailureKind::Refused,
                format!("The network thread could not be started: {error}"),
            )
        })?;
        *running = Some(handle.clone());
        Ok(handle)
    }
}

/// Starts what is not of every call. All such tasks have one type: tokio is compiled once more
/// for each other, some 4 KB.
pub fn spawn(runtime: &Handle, task: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
    let task: BoxFuture<'static, ()> = Box::pin(task);
    runtime.spawn(task).abort_handle()
}

fn start() -> std::io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("helpscout-io".into())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn everybody_gets_the_same_thread() {
        let names: Vec<_> = (0..4)
            .map(|_| {
                let (sender, receiver) = mpsc::channel();
                Engine::handle().expect("starts").spawn(async move {
                    let current = thread::current();
                    let _ = sender.send((current.id(), current.name().map(String::from)));
                });
                receiver.recv().expect("ran")
            })
            .collect();
        assert_eq!(names[0].1.as_deref(), Some("helpscout-io"));
        assert!(names.iter().all(|name| name == &names[0]));
    }

    #[test]
    fn a_panicking_task_leaves_the_thread_running() {
        let handle = Engine::handle().expect("starts");
        let (sender, receiver) = mpsc::channel();
        let broken = handle.spawn(async { panic!("on purpose") });
        handle.spawn(async move {
            let _ = sender.send(broken.await.is_err());
        });
        assert_eq!(receiver.recv(), Ok(true));
    }
}
