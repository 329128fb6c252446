//! Child processes: each in a process group of its own, all stopped on every way out (end, error, panic, signal).
//!
//! On Linux this program also adopts orphaned descendants ("subreaper"), so that what a child put into another group or
//! session (Chromium does) is found and stopped too.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, WaitOptions};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

use crate::processes;

/// How long children may take to end by themselves before they are killed.
const GRACE: Duration = Duration::from_secs(10);

static GROUPS: Mutex<BTreeMap<i32, String>> = Mutex::new(BTreeMap::new());
static FILES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Stops all children when it goes out of scope, also while a panic unwinds.
#[derive(Debug)]
pub(crate) struct Guard(());

impl Drop for Guard {
    fn drop(&mut self) {
        stop_all(GRACE);
    }
}

/// Takes over SIGINT, SIGTERM and SIGHUP, and hands out the guard that `main` holds.
pub(crate) fn guard() -> Result<Guard> {
    #[cfg(target_os = "linux")]
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))
        .context("cannot adopt orphaned processes")?;
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("cannot listen for signals")?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        let Some(signal) = signals.forever().next() else { return };
        INTERRUPTED.store(true, Ordering::SeqCst);
        eprintln!("\nstopping ...");
        let impatient = signals.handle();
        thread::spawn(move || {
            if signals.forever().next().is_some() {
                stop_all(Duration::ZERO);
            }
        });
        stop_all(GRACE);
        impatient.close();
        std::process::exit(128 + signal);
    })?;
    Ok(Guard(()))
}

/// Whether a signal has asked this program to stop.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Starts a program in its own process group, without standard input.
pub(crate) fn spawn(command: &mut Command, name: &str) -> Result<Child> {
    use std::os::unix::process::CommandExt;
    // The lock is held across the start: a signal's thread sees either no child or a registered one.
    let mut groups = groups();
    if interrupted() {
        bail!("stopped before {name} was started");
    }
    let child = command.stdin(Stdio::null()).process_group(0).spawn().with_context(|| {
        format!("cannot start {name} (`{}`): is it installed?", command.get_program().to_string_lossy())
    })?;
    groups.insert(child.id().cast_signed(), name.to_owned());
    Ok(child)
}

/// A file to be removed at the end, when all children are stopped: also after a signal, which runs no destructors.
pub(crate) fn remove_at_end(file: PathBuf) {
    FILES.lock().unwrap_or_else(PoisonError::into_inner).push(file);
}

/// Stops one child with everything in its group.
pub(crate) fn stop(child: &mut Child) {
    let id = child.id().cast_signed();
    end(&[id], Reach::Groups, GRACE);
    // Already reaped by `end` in most cases.
    child.try_wait().ok();
    groups().remove(&id);
}

/// Forgets a child that has ended; what it left in its group is stopped.
pub(crate) fn ended(child: &Child) {
    let id = child.id().cast_signed();
    signal_groups(&[id], Signal::KILL);
    groups().remove(&id);
}

fn stop_all(grace: Duration) {
    let ids: Vec<i32> = groups().keys().copied().collect();
    end(&ids, Reach::Descendants, grace);
    groups().clear();
    for file in FILES.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        fs::remove_file(file).ok();
    }
}

/// How far a stop reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The process groups only.
    Groups,
    /// Also every other descendant of this program.
    Descendants,
}

/// SIGTERM, then, after the grace, SIGKILL.
fn end(ids: &[i32], reach: Reach, grace: Duration) {
    let deadline = Instant::now() + grace;
    signal_groups(ids, Signal::TERM);
    signal_each(&strays(reach), Signal::TERM);
    loop {
        let alive: Vec<i32> = ids.iter().copied().filter(|id| group_lives(*id)).collect();
        let strays = strays(reach);
        if alive.is_empty() && strays.is_empty() {
            return;
        }
        if Instant::now() >= deadline {
            signal_groups(&alive, Signal::KILL);
            signal_each(&strays, Signal::KILL);
            if Instant::now() >= deadline + Duration::from_secs(2) {
                return;
            }
        }
        thread::sleep(Duration::from_millis(30));
    }
}

fn groups() -> MutexGuard<'static, BTreeMap<i32, String>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn signal_groups(ids: &[i32], signal: Signal) {
    for id in ids.iter().filter_map(|id| Pid::from_raw(*id)) {
        rustix::process::kill_process_group(id, signal).ok();
    }
}

fn signal_each(ids: &[i32], signal: Signal) {
    for id in ids.iter().filter_map(|id| Pid::from_raw(*id)) {
        rustix::process::kill_process(id, signal).ok();
    }
}

/// Whether a process group has a member that runs; the dead that nobody has reaped yet do not count.
pub(crate) fn group_lives(id: i32) -> bool {
    let Some(group) = Pid::from_raw(id) else { return false };
    // Our own dead children.
    while matches!(rustix::process::waitpgid(group, WaitOptions::NOHANG), Ok(Some(_))) {}
    // Where there is no /proc to look into, those of others count.
    rustix::process::test_kill_process_group(group).is_ok() && processes::in_group(id).unwrap_or(true)
}

fn strays(reach: Reach) -> Vec<i32> {
    match reach {
        Reach::Groups => Vec::new(),
        Reach::Descendants => processes::descendants_of(std::process::id()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};

    use super::*;

    #[test]
    fn stop_ends_the_whole_group() -> Result<()> {
        let mut child = spawn(Command::new("sh").args(["-c", "sleep 60 & sleep 60"]), "sleepers")?;
        let id = child.id().cast_signed();
        let start = Instant::now();
        stop(&mut child);
        assert!(!group_lives(id));
        assert!(start.elapsed() < GRACE, "SIGTERM was enough");
        Ok(())
    }

    #[test]
    fn a_child_that_ignores_sigterm_is_killed() -> Result<()> {
        let script = "trap '' TERM; echo deaf; while true; do sleep 60; done";
        let mut child = spawn(Command::new("sh").args(["-c", script]).stdout(Stdio::piped()), "stubborn")?;
        let id = child.id().cast_signed();
        let mut word = String::new();
        BufReader::new(child.stdout.take().context("piped")?).read_line(&mut word)?;
        assert_eq!(word, "deaf\n");
        end(&[id], Reach::Groups, Duration::from_millis(100));
        assert!(!group_lives(id));
        ended(&child);
        child.try_wait().ok();
        Ok(())
    }
}
