//! `demo`: Keycloak with theme and realm, and the demo AgentDesk; with `--smoke`, a sign-in through headless Chromium.

use std::{process::ExitCode, thread, time::Duration};

use anyhow::Result;

use crate::{
    arguments::{DemoOptions, Ports},
    fingerprint::Fingerprint,
    keycloak::{
        home::{Data, REALM},
        server::{ADMIN, ADMIN_PASSWORD},
    },
    program::Program,
    setup::{chromium, node},
    stage::Stage,
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace, options: &DemoOptions) -> Result<ExitCode> {
    let data = if options.smoke || options.fresh { Data::Fresh } else { Data::Kept };
    let browser = if options.smoke { Some(chromium::ensure(workspace)?) } else { None };
    let mut stage = Stage::set(workspace, options.ports, data)?;
    let Some(browser) = browser else {
        println!("{}", welcome(options.ports, stage.note()));
        loop {
            thread::sleep(Duration::from_millis(500));
            stage.ensure_alive()?;
        }
    };
    node::packages(workspace, "tests", Fingerprint::default())?;
    println!("\nsmoke");
    let smoke = Program::new("node").arg("smoke.mjs").dir(workspace.path("tests"));
    let shown = stage.describe_to(smoke, workspace, &browser).limit(Duration::from_secs(900)).shown()?;
    stage.ensure_alive()?;
    Ok(if shown.success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn welcome(ports: Ports, note: Option<&str>) -> String {
    let Ports { keycloak, demo } = ports;
    let note = note.map_or_else(String::new, |note| format!("\n  ({note})"));
    format!(
        "
  AgentDesk        http://localhost:{demo}/
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
