//! Ports: a busy one is told at once, with its flag.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use anyhow::{Result, bail};

use crate::arguments::Ports;

/// Fails if one of the message inbox's ports is taken.
pub(crate) fn ensure_free_for_inbox(ports: Ports) -> Result<()> {
    ensure("the letters to the message inbox", ports.smtp, "--smtp-port")?;
    ensure("the message inbox", ports.inbox, "--inbox-port")
}

/// Fails if one of the ports of Keycloak and the demo is taken.
pub(crate) fn ensure_free(ports: Ports) -> Result<()> {
    ensure("Keycloak", ports.keycloak, "--keycloak-port")?;
    ensure("Keycloak's management interface", ports.management(), "--keycloak-port")?;
    ensure("the demo", ports.demo, "--demo-port")
}

fn ensure(user: &str, port: u16, flag: &str) -> Result<()> {
    let taken =
        [SocketAddr::from((Ipv4Addr::LOCALHOST, port)), SocketAddr::from((Ipv6Addr::LOCALHOST, port))]
            .into_iter()
            .filter_map(|address| TcpListener::bind(address).err())
            // A machine without IPv6 has nothing listening there either.
            .any(|error| error.kind() == std::io::ErrorKind::AddrInUse);
    if taken {
        bail!(
            "port {port}, for {user}, is in use by another program: stop that, or choose another port with {flag}"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_port_is_named_with_its_flag() -> Result<()> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let message = ensure("the demo", port, "--demo-port")
            .map_or_else(|error| error.to_string(), |()| String::new());
        assert!(message.contains(&format!("port {port}")) && message.contains("--demo-port"), "{message}");
        drop(listener);
        ensure("the demo", port, "--demo-port")
    }
}
