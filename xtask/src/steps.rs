//! A test run is a list of steps: each is announced, timed, and stands in the table at the end.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Runs steps one by one; the first that fails ends the run.
#[derive(Default)]
pub struct Steps {
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    /// Announces the step, does the work and says how long it took.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n==> {name}");
        let start = Instant::now();
        let outcome = work();
        let took = start.elapsed();
        match &outcome {
            Ok(()) => println!("<== {name}: {:.1} s", took.as_secs_f64()),
            Err(error) => {
                println!("<== {name}: FAILED after {:.1} s: {error:#}", took.as_secs_f64())
            }
        }
        self.done.push((name, took));
        outcome
    }

    /// The table of all steps that ran, in seconds, and their sum.
    pub fn summary(&self) -> String {
        let total: Duration = self.done.iter().map(|(_, took)| *took).sum();
        let rows = self.done.iter().map(|(name, took)| (*name, *took)).chain([("all", total)]);
        rows.map(|(name, took)| format!("{name:<44}{:>9.1} s\n", took.as_secs_f64())).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_failing_step_is_an_error_and_stands_in_the_table() {
        let mut steps = Steps::default();
        steps.step("first", || Ok(())).unwrap();
        assert!(steps.step("second", || anyhow::bail!("broken")).is_err());
        let table = steps.summary();
        assert!(
            table.contains("first") && table.contains("second") && table.contains("all"),
            "{table}"
        );
    }
}
