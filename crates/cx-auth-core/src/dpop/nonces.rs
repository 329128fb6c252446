//! What servers want to find in the next proof: each its own (RFC 9449, section 8.2).

use crate::url::UrlParts;

/// The last nonce of each server, by its origin.
#[derive(Debug, Default)]
pub(super) struct Nonces(Vec<(String, String)>);

impl Nonces {
    /// The last nonce of the server at this URL.
    pub(super) fn of(&self, url: &str) -> Option<&str> {
        let origin = UrlParts::of(url).origin();
        self.0.iter().find(|(other, _)| other == origin).map(|(_, nonce)| nonce.as_str())
    }

    /// Keeps a new one in the place of the last.
    pub(super) fn note(&mut self, url: &str, nonce: String) {
        if nonce.is_empty() || nonce.len() > LONGEST {
            return;
        }
        let origin = UrlParts::of(url).origin();
        let last = self.0.iter().position(|(other, _)| other == origin);
        if let Some(index) = last.or((self.0.len() == MOST).then_some(0)) {
            self.0.remove(index);
        }
        self.0.push((origin.to_owned(), nonce));
    }
}

const LONGEST: usize = 1000;
const MOST: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_server_has_its_own() {
        let mut nonces = Nonces::default();
        nonces.note("https://sso.example/token", "a".to_owned());
        nonces.note("https://api.example:8443/v1?x", "b".to_owned());
        nonces.note("https://sso.example/par", "c".to_owned());
        assert_eq!(nonces.of("https://sso.example/token"), Some("c"));
        assert_eq!(nonces.of("https://api.example:8443/v2"), Some("b"));
        assert_eq!(nonces.of("https://api.example/v1"), None);
    }

    #[test]
    fn hostile_server_does_not_fill_the_memory() {
        let mut nonces = Nonces::default();
        for index in 0..1000 {
            nonces.note(&format!("https://{index}.example/"), "n".to_owned());
        }
        nonces.note("https://sso.example/", "n".repeat(LONGEST + 1));
        assert_eq!(nonces.0.len(), MOST);
        assert_eq!(nonces.of("https://sso.example/"), None);
    }
}
