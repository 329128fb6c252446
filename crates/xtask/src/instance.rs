//! One run a Keycloak port: a file in the cache tells who it is, and after a `kill -9` what it left running.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Result, bail};
use rustix::process::{Pid, Signal};
use serde_json::{Value, json};

use crate::{arguments::Ports, children, files, processes, workspace::Workspace};

/// This run's claim on a port, given up when it goes out of scope.
#[derive(Debug)]
pub(crate) struct Instance {
    file: PathBuf,
}

impl Instance {
    /// Claims the port, after cleaning up behind a run that was killed.
    pub(crate) fn claim(workspace: &Workspace, ports: Ports) -> Result<Self> {
        let file = workspace.cache(&format!("run/{}.json", ports.keycloak));
        match Left::read(&file) {
            Some(left) if left.owner.is_alive() => bail!(
                "`cargo xtask` (process {}) already uses port {}: stop it, or choose another port with --keycloak-port",
                left.owner.id,
                ports.keycloak
            ),
            Some(left) => left.clean_up(),
            None => {}
        }
        let instance = Self { file };
        instance.write(None)?;
        children::remove_at_end(instance.file.clone());
        Ok(instance)
    }

    /// Remembers the server, which would go on without us.
    pub(crate) fn note_server(&self, id: u32) -> Result<()> {
        self.write(Some(id))
    }

    fn write(&self, server: Option<u32>) -> Result<()> {
        let process = |id: u32| {
            let process = Process::now(id.cast_signed());
            json!({ "id": process.id, "started": process.started })
        };
        let content = json!({ "owner": process(std::process::id()), "server": server.map(process) });
        files::write(&self.file, content.to_string())
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        fs::remove_file(&self.file).ok();
    }
}

/// What the file of an earlier run tells.
#[derive(Debug)]
struct Left {
    owner: Process,
    server: Option<Process>,
}

impl Left {
    fn read(file: &Path) -> Option<Self> {
        let content: Value = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
        Some(Self { owner: Process::parse(&content["owner"])?, server: Process::parse(&content["server"]) })
    }

    fn clean_up(&self) {
        println!(
            "  ! an earlier run (process {}) was killed without stopping what it had started",
            self.owner.id
        );
        let Some(server) = self.server.as_ref().filter(|server| server.is_alive()) else { return };
        println!("    stopping its Keycloak (process {})", server.id);
        let Some(group) = Pid::from_raw(server.id) else { return };
        for (signal, patience) in [(Signal::TERM, 100), (Signal::KILL, 20)] {
            rustix::process::kill_process_group(group, signal).ok();
            for _ in 0..patience {
                if !children::group_lives(server.id) {
                    return;
                }
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
}

/// A process, told apart from a later one of the same number by when it was started.
#[derive(Debug, PartialEq, Eq)]
struct Process {
    id: i32,
    started: Option<u64>,
}

impl Process {
    fn now(id: i32) -> Self {
        Self { id, started: processes::started(id) }
    }

    fn parse(value: &Value) -> Option<Self> {
        Some(Self { id: value["id"].as_i64()?.try_into().ok()?, started: value["started"].as_u64() })
    }

    fn is_alive(&self) -> bool {
        let lives = Pid::from_raw(self.id).is_some_and(|id| rustix::process::test_kill_process(id).is_ok());
        lives && processes::started(self.id) == self.started
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    #[test]
    fn a_process_number_used_again_is_another_process() {
        let this = Process::now(std::process::id().cast_signed());
        assert!(this.is_alive());
        let earlier = Process { id: this.id, started: Some(1) };
        assert!(!earlier.is_alive() || cfg!(not(target_os = "linux")));
    }

    #[test]
    fn a_damaged_file_is_no_claim() -> Result<()> {
        let folder = Scratch::new("instance")?;
        let file = folder.path().join("8180.json");
        for content in ["", "{", "{}", r#"{"owner":{"id":"x"}}"#] {
            files::write(&file, content)?;
            assert!(Left::read(&file).is_none(), "{content}");
        }
        Ok(())
    }

    #[test]
    fn the_file_tells_owner_and_server() -> Result<()> {
        let folder = Scratch::new("instance-file")?;
        let instance = Instance { file: folder.path().join("8180.json") };
        instance.note_server(std::process::id())?;
        let left = Left::read(&instance.file).map(|left| (left.owner.is_alive(), left.server.is_some()));
        assert_eq!(left, Some((true, true)));
        let file = instance.file.clone();
        drop(instance);
        assert!(!file.exists());
        Ok(())
    }
}
