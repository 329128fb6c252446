//! The demo's message inbox (`tests/inbox`): a mail server that shows on a page what Keycloak sends.

use std::{path::PathBuf, process::Child};

use anyhow::{Result, bail};

use crate::{
    arguments::Ports,
    children,
    program::{Program, last_lines},
    workspace::Workspace,
};

/// A running inbox, stopped when it goes out of scope.
#[derive(Debug)]
pub(crate) struct Inbox {
    process: Child,
    log: PathBuf,
}

impl Inbox {
    /// Starts it; whether its ports were free is known before.
    pub(crate) fn start(workspace: &Workspace, ports: Ports) -> Result<Self> {
        let log = workspace.log("inbox");
        let process = Program::new("node")
            .arg(workspace.path("tests/inbox/serve.mjs"))
            .args(["--smtp-port", &ports.smtp.to_string(), "--http-port", &ports.inbox.to_string()])
            .start(&log)?;
        Ok(Self { process, log })
    }

    /// Fails if it has ended by itself.
    pub(crate) fn ensure_alive(&mut self) -> Result<()> {
        match self.process.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("the inbox ended by itself ({status}): {}", last_lines(&self.log, 10)),
        }
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        children::stop(&mut self.process);
    }
}
