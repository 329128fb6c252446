//! `demo`: Keycloak with theme and realm, the demo AgentDesk and the message inbox; with `--smoke`, a sign-in through headless Chromium.

use std::{process::ExitCode, thread, time::Duration};

use anyhow::Result;

use crate::{
    arguments::{DemoOptions, Ports},
    fingerprint::Fingerprint,
    inbox::Inbox,
    keycloak::{
        home::{Data, REALM},
        server::{ADMIN, ADMIN_PASSWORD},
    },
    ports,
    program::Program,
    setup::{chromium, node},
    stage::Stage,
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace, options: &DemoOptions) -> Result<ExitCode> {
    if options.smoke {
        smoke(workspace, options.ports)
    } else {
        serve(workspace, options.ports, options.fresh)
    }
}

fn serve(workspace: &Workspace, ports: Ports, fresh: bool) -> Result<ExitCode> {
    ports::ensure_free_for_inbox(ports)?;
    let mut stage = Stage::set(workspace, ports, if fresh { Data::Fresh } else { Data::Kept })?;
    node::packages(workspace, "tests", Fingerprint::default())?;
    let mut inbox = Inbox::start(workspace, ports)?;
    println!("{}", welcome(ports, stage.note()));
    loop {
        thread::sleep(Duration::from_millis(500));
        stage.ensure_alive()?;
        inbox.ensure_alive()?;
    }
}

fn smoke(workspace: &Workspace, ports: Ports) -> Result<ExitCode> {
    let browser = chromium::ensure(workspace)?;
    let mut stage = Stage::set(workspace, ports, Data::Fresh)?;
    node::packages(workspace, "tests", Fingerprint::default())?;
    println!("\nsmoke");
    let program = Program::new("node").arg("smoke.mjs").dir(workspace.path("tests"));
    let shown = stage.describe_to(program, workspace, &browser).limit(Duration::from_secs(900)).shown()?;
    stage.ensure_alive()?;
    Ok(if shown.success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn welcome(ports: Ports, note: Option<&str>) -> String {
    let Ports { keycloak, demo, inbox, .. } = ports;
    let note = note.map_or_else(String::new, |note| format!("\n  ({note})"));
    format!(
        "
  AgentDesk        http://localhost:{demo}/
  Message inbox    http://localhost:{inbox}/  (what Keycloak sends by e-mail)
  Account pages    http://localhost:{keycloak}/realms/{REALM}/account/
  Administration   http://localhost:{keycloak}/admin/  ({ADMIN} / {ADMIN_PASSWORD}, this demo only)

  Users, all with the password Demo-Pass-2026 (this demo only):
    agent1       Amira Haddad    agent
    agent2       Ben Okafor      agent, senior
    supervisor1  Sofia Rossi     supervisor
    admin1       Ada Lindqvist   administrator
    nobody1      Noor Vance      may do nothing
  All but nobody1 are asked to set up an authenticator app at their first sign-in.{note}

  Ctrl-C stops everything."
    )
}
