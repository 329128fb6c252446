//! Running other programs: quietly into a log, shown and kept, or only for their answer.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::children;

/// A program to run, with its arguments and surroundings.
#[derive(Debug)]
pub(crate) struct Program {
    command: Command,
    name: String,
    limit: Option<Duration>,
}

/// How a shown program ended, and all that it printed.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) success: bool,
    pub(crate) output: String,
}

impl Program {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let name = Path::new(program).file_name().unwrap_or(program).to_string_lossy().into_owned();
        Self { command: Command::new(program), name, limit: None }
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn args<T: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = T>) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without_env(mut self, name: impl AsRef<OsStr>) -> Self {
        self.command.env_remove(name);
        self
    }

    /// After this time the program is stopped and has failed.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Runs it with its output in a log, whose end is part of the error if it fails.
    pub(crate) fn logged(self, log: &Path) -> Result<()> {
        let name = self.name.clone();
        let mut child = self.start_logged(log)?;
        let status = wait(&mut child.0, &name, child.1)?;
        if !status.success() {
            bail!("{name} failed ({status}). The end of {}:\n{}", log.display(), last_lines(log, 40));
        }
        Ok(())
    }

    /// Starts it with its output in a log, and leaves it running.
    pub(crate) fn start(self, log: &Path) -> Result<Child> {
        Ok(self.start_logged(log)?.0)
    }

    /// Runs it with its output shown and kept.
    pub(crate) fn shown(mut self) -> Result<Shown> {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = children::spawn(&mut self.command, &self.name)?;
        let errors = child.stderr.take().map(|pipe| thread::spawn(move || pass_on(pipe, std::io::stderr())));
        let lines = child.stdout.take().map(|pipe| thread::spawn(move || pass_on(pipe, std::io::stdout())));
        let status = wait(&mut child, &self.name, self.limit)?;
        let mut output = String::new();
        for thread in [lines, errors].into_iter().flatten() {
            output.push_str(&thread.join().unwrap_or_default());
        }
        Ok(Shown { success: status.success(), output })
    }

    /// Runs it silently and returns what it printed on standard output, or an error with what it printed on standard error.
    pub(crate) fn answer(self) -> Result<String> {
        Ok(self.answers()?.0)
    }

    /// Like [`Program::answer`], for programs that answer on standard error.
    pub(crate) fn answer_with_errors(self) -> Result<String> {
        let (answer, error) = self.answers()?;
        Ok(answer + &error)
    }

    fn answers(mut self) -> Result<(String, String)> {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = children::spawn(&mut self.command, &self.name)?;
        let errors = child.stderr.take().map(|pipe| thread::spawn(move || read_all(pipe)));
        let lines = child.stdout.take().map(|pipe| thread::spawn(move || read_all(pipe)));
        let status = wait(&mut child, &self.name, self.limit)?;
        let [answer, error] =
            [lines, errors].map(|thread| thread.and_then(|it| it.join().ok()).unwrap_or_default());
        if !status.success() {
            bail!("{} failed ({status}): {}", self.name, error.trim());
        }
        Ok((answer, error))
    }

    fn start_logged(mut self, log: &Path) -> Result<(Child, Option<Duration>)> {
        let file = create_log(log)?;
        self.command.stderr(file.try_clone()?).stdout(file);
        Ok((children::spawn(&mut self.command, &self.name)?, self.limit))
    }
}

/// The first executable of that name on a search path.
pub(crate) fn find_on(path: &OsStr, name: &str) -> Option<PathBuf> {
    std::env::split_paths(path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The first executable of that name on this program's own search path.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    find_on(&std::env::var_os("PATH").unwrap_or_default(), name)
}

/// A search path with folders put before this program's own.
pub(crate) fn path_with(first: &[PathBuf]) -> Result<OsString> {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let folders = first.iter().cloned().chain(std::env::split_paths(&rest));
    std::env::join_paths(folders).context("a folder's name holds the path separator")
}

/// The last lines of a log, for an error message.
pub(crate) fn last_lines(log: &Path, count: usize) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

fn create_log(log: &Path) -> Result<File> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    File::create(log).with_context(|| format!("cannot write {}", log.display()))
}

fn wait(child: &mut Child, name: &str, limit: Option<Duration>) -> Result<ExitStatus> {
    let Some(limit) = limit else {
        let status = child.wait().with_context(|| format!("waiting for {name}"));
        children::ended(child);
        return status;
    };
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait().with_context(|| format!("waiting for {name}"))? {
            children::ended(child);
            return Ok(status);
        }
        if Instant::now() >= deadline {
            children::stop(child);
            bail!("{name} took longer than {} s and was stopped", limit.as_secs());
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn pass_on(from: impl Read, mut to: impl Write) -> String {
    let mut kept = String::new();
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while matches!(from.read_until(b'\n', &mut line), Ok(length) if length > 0) {
        // A closed terminal must not stop the program whose output is passed on.
        to.write_all(&line).ok();
        kept.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    kept
}

fn read_all(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    pipe.read_to_end(&mut bytes).ok();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_standard_output_and_a_failure_tells_standard_error() -> Result<()> {
        assert_eq!(Program::new("sh").args(["-c", "echo yes; echo no >&2"]).answer()?, "yes\n");
        let error =
            Program::new("sh").args(["-c", "echo why >&2; exit 3"]).answer().err().context("no error")?;
        assert!(error.to_string().contains("why"), "{error}");
        Ok(())
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = Program::new("cx-no-such-program")
            .answer()
            .map_or_else(|error| error.to_string(), |_| String::new());
        assert!(error.contains("cx-no-such-program"), "{error}");
    }

    #[test]
    fn the_limit_stops_a_program() {
        let start = Instant::now();
        let answer = Program::new("sleep").arg("60").limit(Duration::from_millis(100)).answer();
        assert!(answer.is_err());
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_failure_shows_the_end_of_the_log() -> Result<()> {
        let log = std::env::temp_dir().join(format!("cx-xtask-program-{}.log", std::process::id()));
        let failed = Program::new("sh").args(["-c", "seq 100; exit 1"]).logged(&log);
        fs::remove_file(&log)?;
        let message = failed.err().context("no error")?.to_string();
        assert!(
            message.contains("\n100") && message.contains("\n61\n") && !message.contains("\n60\n"),
            "{message}"
        );
        Ok(())
    }
}
