//! Everything that demo, end-to-end tests and benchmarks play on: built, started, and stopped when it goes out of scope.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{
    arguments::Ports,
    build::{Builder, Deliverables, demo},
    instance::Instance,
    keycloak::{
        home::{Data, Home},
        server::{ADMIN, ADMIN_PASSWORD, Server},
    },
    ports,
    program::Program,
    setup::{java, keycloak},
    step::step,
    web_server,
    workspace::Workspace,
};

/// A running Keycloak and, mostly, a served demo.
#[derive(Debug)]
pub(crate) struct Stage {
    // Dropped in this order: the server first, then the claim on its port.
    server: Server,
    _instance: Instance,
    home: Home,
    package: PathBuf,
    ports: Ports,
}

impl Stage {
    /// Installs, builds and starts what is needed. Busy ports are told before any of that.
    pub(crate) fn set(workspace: &Workspace, ports: Ports, data: Data) -> Result<Self> {
        Self::raise(workspace, ports, data, |builder, package| {
            web_server::serve(demo::ensure(builder, package)?, ports)
        })
    }

    /// The same with Keycloak only.
    pub(crate) fn set_without_demo(workspace: &Workspace, ports: Ports, data: Data) -> Result<Self> {
        Self::raise(workspace, ports, data, |_, _| Ok(()))
    }

    fn raise(
        workspace: &Workspace,
        ports: Ports,
        data: Data,
        meanwhile: impl FnOnce(&Builder, &Path) -> Result<()>,
    ) -> Result<Self> {
        let instance = Instance::claim(workspace, ports)?;
        ports::ensure_free(ports)?;
        java::ensure(workspace)?;
        let distribution = keycloak::ensure(workspace)?;
        let builder = Builder::ready(workspace)?;
        let Deliverables { theme, package } = builder.deliverables()?;
        let home = Home::prepare(workspace, &distribution, &theme, ports, data)?;
        let augmentation = if home.needs_augmentation() { " (its first start with this theme)" } else { "" };
        let mut server = Server::start(&home, ports, workspace.log(&format!("keycloak {}", ports.keycloak)))?;
        instance.note_server(server.process_id())?;
        // Keycloak starts while the demo is built.
        meanwhile(&builder, &package)?;
        step(&format!("Keycloak{augmentation}"), || server.wait_until_ready(&home, ports))?;
        Ok(Self { server, _instance: instance, home, package, ports })
    }

    pub(crate) fn note(&self) -> Option<&'static str> {
        self.home.note
    }

    pub(crate) fn ensure_alive(&mut self) -> Result<()> {
        self.server.ensure_alive()
    }

    /// Tells a program, by its environment, where everything is.
    pub(crate) fn describe_to(&self, program: Program, workspace: &Workspace, browser: &Path) -> Program {
        program
            .env("CX_KEYCLOAK_URL", format!("http://localhost:{}", self.ports.keycloak))
            .env("CX_DEMO_URL", format!("http://localhost:{}", self.ports.demo))
            .env("CX_REALM_FILE", self.home.realm_file())
            .env("CX_KEYCLOAK_HOME", self.home.folder())
            .env("CX_ADMIN_USER", ADMIN)
            .env("CX_ADMIN_PASSWORD", ADMIN_PASSWORD)
            .env("CX_CHROMIUM", browser)
            .env("CX_ARTIFACTS", workspace.screenshots())
            .env("CX_TARBALL", &self.package)
    }
}
