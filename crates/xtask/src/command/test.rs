//! `test`: all suites, a table, and the last line `N passed, N failed`.

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    arguments::TestOptions,
    children,
    suite::{self, Report, Tally},
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace, options: &TestOptions) -> Result<ExitCode> {
    let mut reports = Vec::new();
    for name in &options.only {
        reports.push(suite::run(*name, workspace, options));
        if children::interrupted() {
            return Ok(ExitCode::FAILURE);
        }
    }
    let (text, success) = summary(&reports);
    println!("\n{text}");
    Ok(if success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn summary(reports: &[Report]) -> (String, bool) {
    let mut text = format!("{:<8} {:>7} {:>7} {:>8} {:>9}\n", "suite", "passed", "failed", "skipped", "time");
    let mut total = Tally::default();
    for Report { name, tally, note, time } in reports {
        total += *tally;
        let note = note.as_deref().map_or_else(String::new, |note| format!("  {note}"));
        let Tally { passed, failed, skipped } = tally;
        text += &format!(
            "{:<8} {passed:>7} {failed:>7} {skipped:>8} {:>7.1} s{note}\n",
            name.word(),
            time.as_secs_f64()
        );
    }
    if total.is_empty() {
        // Nothing ran: that is not a success.
        total += Tally::failure();
    }
    text += &format!("\n{} passed, {} failed", total.passed, total.failed);
    (text, total.failed == 0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::arguments::SuiteName;

    fn report(name: SuiteName, passed: u64, failed: u64) -> Report {
        Report { name, tally: Tally { passed, failed, skipped: 0 }, note: None, time: Duration::from_secs(1) }
    }

    #[test]
    fn the_last_line_counts_everything() {
        let (text, success) = summary(&[report(SuiteName::Native, 3, 0), report(SuiteName::E2e, 4, 0)]);
        assert_eq!((text.lines().last(), success), (Some("7 passed, 0 failed"), true));
        let (text, success) = summary(&[report(SuiteName::Native, 3, 1)]);
        assert_eq!((text.lines().last(), success), (Some("3 passed, 1 failed"), false));
    }

    #[test]
    fn no_test_at_all_is_a_failure() {
        let (text, success) = summary(&[report(SuiteName::Java, 0, 0)]);
        assert_eq!((text.lines().last(), success), (Some("0 passed, 1 failed"), false));
    }
}
