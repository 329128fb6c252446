//! Progress on the terminal: one line a step, with its time.

use std::{
    io::{IsTerminal, Write},
    time::Instant,
};

use anyhow::{Context, Result};

/// Runs one step of work and prints its name and time; an error names the step.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let live = std::io::stdout().is_terminal();
    if live {
        print!("  … {name}");
        std::io::stdout().flush().ok();
    } else {
        println!("  … {name}");
    }
    let start = Instant::now();
    let outcome = work();
    let (mark, seconds) = (if outcome.is_ok() { '✓' } else { '✗' }, start.elapsed().as_secs_f64());
    println!("{}  {mark} {name:<60} {seconds:>7.1} s", if live { "\r\x1b[K" } else { "" });
    outcome.with_context(|| name.to_owned())
}

/// Prints that a step's work was found done.
pub(crate) fn unchanged(name: &str, detail: &str) {
    println!("  ✓ {name:<60} {detail}");
}
