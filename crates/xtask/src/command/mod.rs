//! The commands, one file each.

mod bench;
mod build;
mod check;
mod demo;
mod size;
mod test;

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    arguments::{Command, HELP},
    workspace::Workspace,
};

/// Runs one command; its exit code is this program's.
pub(crate) fn run(command: Command) -> Result<ExitCode> {
    let workspace = Workspace::locate()?;
    match command {
        Command::Help => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        Command::Demo(options) => demo::run(&workspace, &options),
        Command::Test(options) => test::run(&workspace, &options),
        Command::Check => check::run(&workspace),
        Command::Build => build::run(&workspace),
        Command::Size => size::run(&workspace),
        Command::Bench(options) => bench::run(&workspace, &options),
    }
}
