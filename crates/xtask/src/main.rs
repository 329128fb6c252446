//! `cargo xtask`: the commands of this repository (demo, test, check, build, size), and the set-up of what they need.
//!
//! A command is one file in [`command`]; each thing that may have to be installed is one file in [`setup`]; what is built, in
//! [`build`]. Finished work is remembered by the content of its inputs ([`stamp`]) and never repeated; child processes are
//! stopped on every way out ([`children`]).
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line program talks to its terminal")]

mod arguments;
mod build;
mod children;
mod command;
mod files;
mod fingerprint;
mod gate;
mod http;
mod inbox;
mod instance;
mod keycloak;
mod ports;
mod processes;
mod program;
mod setup;
mod sizes;
mod stage;
mod stamp;
mod step;
mod suite;
mod toolchain;
mod web_server;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    let guard = match children::guard() {
        Ok(guard) => guard,
        Err(error) => return report(&error),
    };
    let outcome = arguments::parse(lexopt::Parser::from_env()).and_then(command::run);
    if children::interrupted() {
        // The signal's own thread stops the children and ends the process with the signal's code.
        std::thread::park();
    }
    drop(guard);
    match outcome {
        Ok(code) => code,
        Err(error) => report(&error),
    }
}

fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}
