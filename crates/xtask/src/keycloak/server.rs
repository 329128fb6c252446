//! A running Keycloak (development mode, embedded database), stopped when it goes out of scope.

use std::{
    path::PathBuf,
    process::Child,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use super::home::{Home, REALM};
use crate::{
    arguments::Ports,
    children, http,
    program::{Program, last_lines},
};

/// The bootstrap administrator of demo and tests, on this machine only.
pub(crate) const ADMIN: &str = "admin";
pub(crate) const ADMIN_PASSWORD: &str = "admin";

/// The longest start, with augmentation, on a busy two-core machine.
const START_LIMIT: Duration = Duration::from_secs(240);

#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    log: PathBuf,
}

impl Server {
    /// Starts the server; see [`Server::wait_until_ready`].
    pub(crate) fn start(home: &Home, ports: Ports, log: PathBuf) -> Result<Self> {
        home.starting()?;
        let process = Program::new(home.folder().join("bin/kc.sh"))
            .args(["start-dev", "--import-realm"])
            .dir(home.folder())
            .env("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN)
            .env("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN_PASSWORD)
            // Its passwords are public: it must not be reachable from other machines.
            .env("KC_HTTP_HOST", "127.0.0.1")
            .env("KC_HTTP_PORT", ports.keycloak.to_string())
            .env("KC_HTTP_MANAGEMENT_PORT", ports.management().to_string())
            .env("KC_HEALTH_ENABLED", "true")
            .env("JAVA_OPTS_KC_HEAP", "-Xms128m -Xmx768m")
            .start(&log)?;
        Ok(Self { process, log })
    }

    /// The leader of the server's process group.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Waits for the server and for its realm.
    pub(crate) fn wait_until_ready(&mut self, home: &Home, ports: Ports) -> Result<()> {
        let deadline = Instant::now() + START_LIMIT;
        while http::status(ports.management(), "/health/ready").ok() != Some(200) {
            self.ensure_alive()?;
            if Instant::now() >= deadline {
                bail!("Keycloak was not ready after {} s. {}", START_LIMIT.as_secs(), self.last_words());
            }
            thread::sleep(Duration::from_millis(100));
        }
        let discovery = format!("/realms/{REALM}/.well-known/openid-configuration");
        match http::status(ports.keycloak, &discovery) {
            Ok(200) => home.started(),
            answer => bail!("Keycloak is up without the realm `{REALM}` ({answer:?}). {}", self.last_words()),
        }
    }

    /// Fails if the server has ended by itself.
    pub(crate) fn ensure_alive(&mut self) -> Result<()> {
        match self.process.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("Keycloak ended by itself ({status}). {}", self.last_words()),
        }
    }

    fn last_words(&self) -> String {
        format!("The end of {}:\n{}", self.log.display(), last_lines(&self.log, 40))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        children::stop(&mut self.process);
    }
}
