//! Long work beside the customers: on threads that get what everybody else leaves of the cores.
//!
//! A thread is enough, and no process: on Linux a priority is a thread's own, and the threads that it starts inherit
//! it, among them the one in which SQLite answers a connection that was opened here.

use crate::error::Error;
use std::{io, thread};
use tokio::sync::oneshot;

/// Does `work` aside. It goes on when nobody waits for it any more.
///
/// # Errors
/// When the system has no thread for it, or it broke down.
pub(crate) async fn aside<T: Send + 'static>(
    name: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let (answer, answered) = oneshot::channel();
    thread::Builder::new().name(name.to_owned()).spawn(move || {
        give_way();
        // Whoever went away while waiting wants no answer.
        let _ = answer.send(work());
    })?;
    answered.await.map_err(|_| Error::Broken(name))
}

/// The same for work that waits for the database or for a file: what it opens and starts is aside as well.
///
/// # Errors
/// As [`aside`].
pub(crate) async fn wait_aside<F: Future<Output: Send + 'static>>(
    name: &'static str,
    work: impl FnOnce() -> F + Send + 'static,
) -> Result<F::Output, Error> {
    let done: io::Result<F::Output> = aside(name, move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(work()))
    })
    .await?;
    Ok(done?)
}

fn give_way() {
    // Elsewhere it would be said of the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 19) {
        tracing::debug!(%error, "a thread keeps its priority");
    }
}

#[cfg(test)]
mod tests {
    use super::{aside, wait_aside};
    use crate::error::Error;

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn what_is_done_aside_has_the_lowest_priority_and_so_has_what_it_starts() {
        let priority = || rustix::process::getpriority_process(None).unwrap();
        let before = priority();
        assert_eq!(aside("test", priority).await.unwrap(), 19);
        let started = wait_aside("test", async move || {
            tokio::task::spawn_blocking(priority).await.unwrap()
        });
        assert_eq!(started.await.unwrap(), 19);
        assert_eq!(priority(), before, "only of that thread");
    }

    #[tokio::test]
    async fn work_that_breaks_down_is_an_error_of_whoever_waits() {
        let broken = aside("test", || panic!("on purpose"));
        assert!(matches!(broken.await, Err(Error::Broken("test"))));
    }
}
