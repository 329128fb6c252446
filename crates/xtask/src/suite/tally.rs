//! Counts, read from what test runners print.

use std::ops::AddAssign;

use anyhow::{Context, Result};
use serde_json::Value;

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    /// Something failed that is not a test.
    pub(crate) fn failure() -> Self {
        Self { failed: 1, ..Self::default() }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.passed + self.failed == 0
    }

    /// A runner that failed without a failed test (it did not compile, it crashed) is a failure.
    pub(crate) fn of_runner(self, success: bool) -> Self {
        if success || self.failed > 0 { self } else { Self { failed: 1, ..self } }
    }

    /// All `test result: ok. 12 passed; 0 failed; 1 ignored; ...` lines of cargo test and wasm-bindgen-test-runner.
    pub(crate) fn from_cargo(output: &str) -> Self {
        let mut tally = Self::default();
        for line in output.lines().filter_map(|line| line.trim().strip_prefix("test result: ")) {
            let count = |what: &str| -> u64 {
                let part = line.split(['.', ';']).find_map(|part| part.trim().strip_suffix(what));
                part.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
            };
            tally += Self { passed: count(" passed"), failed: count(" failed"), skipped: count(" ignored") };
        }
        tally
    }

    /// The closing lines of `node --test`: `ℹ pass 12`, or `# pass 12`.
    pub(crate) fn from_node(output: &str) -> Self {
        let count = |what: &str| -> u64 {
            output
                .lines()
                .rev()
                .find_map(|line| {
                    line.strip_prefix(['ℹ', '#'])?.trim_start().strip_prefix(what)?.trim().parse().ok()
                })
                .unwrap_or_default()
        };
        Self {
            passed: count("pass "),
            failed: count("fail ") + count("cancelled "),
            skipped: count("skipped ") + count("todo "),
        }
    }

    /// Playwright's JSON report. A test that passed only when repeated has failed.
    pub(crate) fn from_playwright(report: &str) -> Result<Self> {
        let report: Value = serde_json::from_str(report).context("Playwright's report is not JSON")?;
        let count = |name: &str| {
            report["stats"][name].as_u64().with_context(|| format!("Playwright's report has no stats.{name}"))
        };
        Ok(Self {
            passed: count("expected")?,
            failed: count("unexpected")? + count("flaky")?,
            skipped: count("skipped")?,
        })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_result_lines_of_cargo_are_added_up() {
        let output = "
running 2 tests
test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
   Doc-tests cx_auth_core
test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s
";
        assert_eq!(Tally::from_cargo(output), Tally { passed: 15, failed: 2, skipped: 1 });
    }

    #[test]
    fn the_wasm_runners_line_counts_too() {
        let output = "test result: ok. 7 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.05s\n";
        assert_eq!(Tally::from_cargo(output), Tally { passed: 7, failed: 0, skipped: 0 });
    }

    #[test]
    fn nodes_closing_lines_count_and_not_what_tests_print() {
        for mark in ["ℹ", "#"] {
            let output = format!(
                "# pass 99\n✔ a test (1ms)\n{mark} tests 6\n{mark} suites 0\n{mark} pass 3\n{mark} fail 1\n{mark} cancelled 1\n{mark} skipped 1\n{mark} todo 0\n{mark} duration_ms 5\n"
            );
            assert_eq!(Tally::from_node(&output), Tally { passed: 3, failed: 2, skipped: 1 }, "{output}");
        }
    }

    #[test]
    fn a_flaky_journey_has_failed() -> Result<()> {
        let report = r#"{"stats":{"expected":40,"unexpected":1,"flaky":2,"skipped":3,"duration":1.5}}"#;
        assert_eq!(Tally::from_playwright(report)?, Tally { passed: 40, failed: 3, skipped: 3 });
        assert!(Tally::from_playwright("{}").is_err());
        Ok(())
    }

    #[test]
    fn a_runner_that_dies_is_a_failure() {
        let passed = Tally { passed: 3, failed: 0, skipped: 0 };
        assert_eq!(passed.of_runner(true), passed);
        assert_eq!(passed.of_runner(false), Tally { passed: 3, failed: 1, skipped: 0 });
        let failed = Tally { passed: 3, failed: 2, skipped: 0 };
        assert_eq!(failed.of_runner(false), failed);
        assert!(Tally::from_cargo("error: could not compile").is_empty());
    }
}
