//! Serves the built demo on this machine: one folder, the right types, a strict content security policy, and a
//! `config.json` that names this run's Keycloak.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use serde_json::json;

use crate::{arguments::Ports, keycloak::home::REALM};

/// A site: its folder, and what is answered in place of `config.json`.
#[derive(Debug)]
struct Site {
    folder: PathBuf,
    configuration: String,
    policy: String,
}

/// Serves the demo until this program ends.
pub(crate) fn serve(folder: PathBuf, ports: Ports) -> Result<()> {
    let keycloak = format!("http://localhost:{}", ports.keycloak);
    let site = Arc::new(Site {
        folder,
        configuration: json!({ "issuer": format!("{keycloak}/realms/{REALM}"), "clientId": "agentdesk" })
            .to_string(),
        policy: format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; \
             connect-src 'self' {keycloak}; frame-src 'self' {keycloak}; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
        ),
    });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, ports.demo))
        .with_context(|| format!("cannot listen on port {} (--demo-port)", ports.demo))?;
    thread::Builder::new().name("demo".into()).spawn(move || {
        for stream in listener.incoming().flatten() {
            let site = Arc::clone(&site);
            // A connection that cannot be answered is the browser's to repeat.
            thread::spawn(move || site.answer(stream).ok());
        }
    })?;
    Ok(())
}

impl Site {
    fn answer(&self, mut stream: TcpStream) -> Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.set_write_timeout(Some(Duration::from_secs(30)))?;
        let mut lines = BufReader::new(stream.try_clone()?.take(64 * 1024));
        let mut request = String::new();
        lines.read_line(&mut request)?;
        // The whole head is read: closing before that would reset the connection.
        let mut header = String::new();
        while lines.read_line(&mut header)? > 2 {
            header.clear();
        }
        let (head, body) = self.response(&request);
        stream.write_all(head.as_bytes())?;
        stream.write_all(&body)?;
        Ok(())
    }

    fn response(&self, request: &str) -> (String, Vec<u8>) {
        let mut words = request.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (status, kind, body) = match method {
            "GET" | "HEAD" => self.found(target),
            _ => ("405 Method Not Allowed", "text/plain; charset=utf-8", b"method not allowed\n".to_vec()),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\nCache-Control: no-cache\r\n\
             X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: {}\r\n\r\n",
            body.len(),
            self.policy
        );
        (head, if method == "HEAD" { Vec::new() } else { body })
    }

    fn found(&self, target: &str) -> (&'static str, &'static str, Vec<u8>) {
        let not_found = || ("404 Not Found", "text/plain; charset=utf-8", b"not found\n".to_vec());
        let Some(inner) = inner_path(target) else { return not_found() };
        if inner == Path::new("config.json") {
            return ("200 OK", "application/json", self.configuration.clone().into_bytes());
        }
        // A path without an extension is a view of the single page.
        let inner = if inner.extension().is_none() { PathBuf::from("index.html") } else { inner };
        match fs::read(self.folder.join(&inner)) {
            Ok(body) => ("200 OK", content_type(&inner), body),
            Err(_) => not_found(),
        }
    }
}

/// The path inside the site's folder; nothing for one that would lead out of it.
fn inner_path(target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = PathBuf::from(decoded(path)?);
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok().filter(|path| !path.contains('\0'))
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|it| it.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{self, Scratch};

    fn site(folder: &Scratch) -> Result<Site> {
        for (name, content) in [
            ("site/index.html", "desk"),
            ("site/silent.html", "silent"),
            ("site/a b.wasm", "\0asm"),
            ("secret.txt", "no"),
        ] {
            files::write(&folder.path().join(name), content)?;
        }
        Ok(Site {
            folder: folder.path().join("site"),
            configuration: "{}".into(),
            policy: "default-src 'none'".into(),
        })
    }

    #[test]
    fn nothing_outside_the_folder_is_served() -> Result<()> {
        let folder = Scratch::new("web-out")?;
        let site = site(&folder)?;
        for target in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "//etc/passwd",
            "/a%00.html",
            "/%zz",
            "secret.txt",
            "",
        ] {
            let (head, body) = site.response(&format!("GET {target} HTTP/1.1\r\n"));
            assert!(head.starts_with("HTTP/1.1 404 "), "{target}: {head}");
            assert_ne!(body, b"no");
        }
        Ok(())
    }

    #[test]
    fn files_views_and_configuration_are_served() -> Result<()> {
        let folder = Scratch::new("web-in")?;
        let site = site(&folder)?;
        let cases = [
            ("/", "text/html", &b"desk"[..]),
            ("/?code=1&state=2", "text/html", b"desk"),
            ("/conversations/7", "text/html", b"desk"),
            ("/silent.html", "text/html", b"silent"),
            ("/a%20b.wasm", "application/wasm", b"\0asm"),
            ("/config.json", "application/json", b"{}"),
        ];
        for (target, kind, content) in cases {
            let (head, body) = site.response(&format!("GET {target} HTTP/1.1\r\n"));
            assert!(
                head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains(&format!("Content-Type: {kind}")),
                "{target}: {head}"
            );
            assert_eq!(body, content, "{target}");
        }
        Ok(())
    }

    #[test]
    fn only_reading_is_allowed() -> Result<()> {
        let folder = Scratch::new("web-methods")?;
        let site = site(&folder)?;
        assert!(site.response("POST / HTTP/1.1\r\n").0.starts_with("HTTP/1.1 405 "));
        let (head, body) = site.response("HEAD / HTTP/1.1\r\n");
        assert!(head.contains("Content-Length: 4\r\n") && body.is_empty());
        Ok(())
    }
}
