//! The one seam between what waits (sockets, timers) and what works (SQLite, Automerge).

use anyhow::{Result, anyhow};

/// Runs `work` on a thread where it may take its time; a panic in it becomes an error.
pub async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => Err(anyhow!("a fault in the program: {}", words(panic.as_ref()))),
            Err(error) => Err(error.into()),
        },
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words for it")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_in_the_work_is_an_error_and_no_more() {
        let error = run_blocking(|| -> Result<()> { panic!("record {}", 7) }).await.unwrap_err();
        assert!(error.to_string().ends_with("record 7"), "{error}");
        assert_eq!(run_blocking(|| Ok(3)).await.unwrap(), 3);
    }
}
