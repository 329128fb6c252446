//! `check`: the whole gate. Every part runs, so that one run shows all that is wrong.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{
    build::{Builder, demo, sdk, theme},
    children,
    fingerprint::Fingerprint,
    gate::{deny, javascript, repository, rust, templates},
    setup::node,
    sizes,
    step::step,
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let builder = Builder::ready(workspace)?;
    let toolchain = &builder.toolchain;
    let mut gate = Gate::default();
    gate.part("format", || rust::format(workspace, toolchain));
    gate.part("repository: long files, registry hosts", || repository::check(workspace));
    gate.part("clippy", || rust::clippy(workspace, toolchain));
    gate.part("rustdoc", || rust::documentation(workspace, toolchain));
    gate.part("licences, bans, sources", || {
        if !deny::check(workspace, toolchain)? {
            println!("    advisories were not checked: their database cannot be fetched from here");
        }
        Ok(())
    });
    gate.part("theme builds, its templates pass the lint", || {
        theme::ensure(&builder)?;
        templates::check(&theme::templates(workspace))
    });
    gate.part("npm package and demo build", || {
        let package = sdk::ensure(&builder)?;
        demo::ensure(&builder, &package)?;
        node::packages(workspace, "tests", Fingerprint::default())
    });
    for folder in ["pkg", "demo", "tests"] {
        gate.part(&format!("{folder}: lint and types"), || javascript::check(workspace, folder));
    }
    gate.part("size budget", || {
        let exceeded = sizes::exceeded(&sizes::measure(workspace, &sizes::ours(&builder)?)?);
        if exceeded.is_empty() { Ok(()) } else { bail!("{}", exceeded.join("\n")) }
    });
    Ok(gate.verdict())
}

#[derive(Debug, Default)]
struct Gate {
    parts: usize,
    failed: Vec<String>,
}

impl Gate {
    fn part(&mut self, name: &str, work: impl FnOnce() -> Result<()>) {
        if children::interrupted() {
            return;
        }
        self.parts += 1;
        if let Err(error) = step(name, work) {
            eprintln!("{error:#}\n");
            self.failed.push(name.to_owned());
        }
    }

    fn verdict(&self) -> ExitCode {
        if self.failed.is_empty() {
            println!("\ncheck: all {} parts are fine", self.parts);
            return ExitCode::SUCCESS;
        }
        println!("\ncheck: {} of {} parts failed: {}", self.failed.len(), self.parts, self.failed.join("; "));
        ExitCode::FAILURE
    }
}
