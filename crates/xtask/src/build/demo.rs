//! The demo AgentDesk: built by Vite against the packed npm package, as a customer would.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Builder;
use crate::{files, fingerprint::Fingerprint, setup::node, stamp::Stamp};

/// The built demo, ready to be served.
pub(crate) fn ensure(builder: &Builder, package: &Path) -> Result<PathBuf> {
    let workspace = builder.workspace;
    let tarball = Fingerprint::default().bytes(&files::read(package)?);
    node::packages(workspace, "demo", tarball.clone())?;
    let site = workspace.path("demo/dist");
    let inputs = tarball.tree(&workspace.path("demo"))?;
    Stamp::new(workspace.work("stamps/demo"), inputs).output(site.join("index.html")).ensure(
        "demo AgentDesk",
        || {
            node::npm(workspace, "demo")
                .args(["run", "--silent", "build"])
                .logged(&workspace.log("demo build"))
        },
    )?;
    Ok(site)
}
