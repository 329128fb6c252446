//! Bytes of what we ship and of the peers, raw and compressed, and the budgets of DESIGN.md.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    build::{Builder, sdk, theme},
    program::Program,
    workspace::Workspace,
};

/// One thing to measure.
#[derive(Debug)]
pub(crate) struct Row {
    name: &'static str,
    source: Source,
}

#[derive(Debug)]
enum Source {
    /// One bundle, made by esbuild from this entry, and files that travel beside it.
    Bundle {
        entry: PathBuf,
        external: Vec<&'static str>,
        files: Vec<PathBuf>,
    },
    Files(Vec<PathBuf>),
}

/// The bytes of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

/// A limit of DESIGN.md's targets, and what it is set against.
#[derive(Debug)]
pub(crate) struct Budget {
    row: &'static str,
    encoding: Encoding,
    limit: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Gzip,
    Brotli,
}

const SDK: &str = "cx-auth (wasm + JS)";
const LOADER: &str = "cx-auth loader (before the wasm)";
const LOGIN: &str = "sign-in pages (wasm + JS)";
const LOGIN_ALL: &str = "sign-in pages (wasm + JS + CSS)";

/// The sizes that a change may not exceed.
pub(crate) const BUDGETS: [Budget; 4] = [
    Budget { row: SDK, encoding: Encoding::Brotli, limit: 65_000 },
    Budget { row: LOADER, encoding: Encoding::Brotli, limit: 4_000 },
    Budget { row: LOGIN, encoding: Encoding::Gzip, limit: 120_000 },
    // 150,000 on the wire, less 8,000 for the HTML.
    Budget { row: LOGIN_ALL, encoding: Encoding::Gzip, limit: 142_000 },
];

/// What we ship; it must have been built.
pub(crate) fn ours(builder: &Builder) -> Result<Vec<Row>> {
    let workspace = builder.workspace;
    sdk::ensure(builder)?;
    theme::ensure(builder)?;
    let entry = workspace.path("pkg/index.js");
    let scripts = vec![
        theme::asset(workspace, "app_bg.wasm")?,
        theme::asset(workspace, "app.js")?,
        theme::asset(workspace, "boot.js")?,
    ];
    let mut all = scripts.clone();
    all.push(theme::asset(workspace, "login.css")?);
    Ok(vec![
        Row {
            name: SDK,
            source: Source::Bundle {
                entry: entry.clone(),
                external: vec![],
                files: vec![workspace.path("pkg/dist/cx_auth_bg.wasm")],
            },
        },
        Row {
            name: LOADER,
            source: Source::Bundle { entry, external: vec!["./host/client.js", "./idle.js"], files: vec![] },
        },
        Row { name: LOGIN, source: Source::Files(scripts) },
        Row { name: LOGIN_ALL, source: Source::Files(all) },
    ])
}

/// The peers, which `crates/xtask/peers` pins: one entry each that starts, signs in, refreshes, signs out, asks for a role.
pub(crate) fn peers(workspace: &Workspace) -> Vec<Row> {
    let peer = |name: &'static str, entry: &str| Row {
        name,
        source: Source::Bundle {
            entry: workspace.path("crates/xtask/peers/entries").join(format!("{entry}.js")),
            external: vec![],
            files: vec![],
        },
    };
    vec![
        peer("keycloak-js", "keycloak-js"),
        peer("keycloak-js + authz", "keycloak-js-authz"),
        peer("oidc-client-ts", "oidc-client-ts"),
        peer("auth0-spa-js", "auth0-spa-js"),
        peer("msal-browser", "msal-browser"),
        peer("oidc-spa", "oidc-spa"),
    ]
}

/// Measures all rows in one run.
pub(crate) fn measure(workspace: &Workspace, rows: &[Row]) -> Result<Vec<(&'static str, Size)>> {
    let wanted: BTreeMap<&str, Value> = rows.iter().map(|row| (row.name, row.source.wanted())).collect();
    let answer = Program::new("node")
        .arg(workspace.path("crates/xtask/peers/measure.mjs"))
        .arg(json!({ "esbuild": workspace.path("pkg"), "rows": wanted }).to_string())
        .answer()?;
    let measured: Value = serde_json::from_str(&answer).context("measure.mjs did not print JSON")?;
    rows.iter()
        .map(|row| {
            Ok((
                row.name,
                Size::parse(&measured[row.name]).with_context(|| format!("no size of {}", row.name))?,
            ))
        })
        .collect()
}

/// Every budget that is exceeded, in words.
pub(crate) fn exceeded(measured: &[(&'static str, Size)]) -> Vec<String> {
    let mut findings = Vec::new();
    for Budget { row, encoding, limit, .. } in &BUDGETS {
        match measured.iter().find(|(name, _)| name == row).map(|(_, size)| size.in_encoding(*encoding)) {
            Some(bytes) if bytes <= *limit => {}
            Some(bytes) => findings.push(format!("{row}: {bytes} bytes {encoding}, at most {limit}")),
            None => findings.push(format!("{row}: not measured")),
        }
    }
    findings
}

/// The budget of a row, in words.
pub(crate) fn budget_of(name: &str) -> String {
    match BUDGETS.iter().find(|budget| budget.row == name) {
        Some(Budget { encoding, limit, .. }) => format!("<= {limit} {encoding}"),
        None => String::new(),
    }
}

impl Source {
    fn wanted(&self) -> Value {
        match self {
            Self::Bundle { entry, external, files } => {
                json!({ "bundle": entry, "external": external, "files": files })
            }
            Self::Files(files) => json!({ "files": files }),
        }
    }
}

impl Size {
    fn parse(value: &Value) -> Option<Self> {
        Some(Self {
            raw: value["raw"].as_u64()?,
            gzip: value["gzip"].as_u64()?,
            brotli: value["brotli"].as_u64()?,
        })
    }

    fn in_encoding(self, encoding: Encoding) -> u64 {
        match encoding {
            Encoding::Gzip => self.gzip,
            Encoding::Brotli => self.brotli,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Gzip => "gzip",
            Self::Brotli => "brotli",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(size: Size) -> Vec<(&'static str, Size)> {
        BUDGETS.iter().map(|budget| (budget.row, size)).collect()
    }

    #[test]
    fn a_budget_is_judged_in_its_own_encoding() {
        let within = Size { raw: 999_999, gzip: 120_000, brotli: 4_000 };
        assert_eq!(exceeded(&all(within)), Vec::<String>::new());
        let over = exceeded(&all(Size { gzip: 120_001, ..within }));
        assert_eq!(over, ["sign-in pages (wasm + JS): 120001 bytes gzip, at most 120000"]);
    }

    #[test]
    fn what_was_not_measured_is_not_within_budget() {
        assert_eq!(exceeded(&[]).len(), BUDGETS.len());
    }
}
