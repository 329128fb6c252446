//! The provider's keys: fetched when the first ID token is awaited, kept for the life of the page, and fetched again when
//! one is missing, since providers change theirs.

use core::time::Duration;

use crate::discovery;
use crate::error::DiscoveryError;
use crate::io::{HttpFailure, RequestId, Response, SignatureAlgorithm};
use crate::task::{Awaited, Work};
use crate::verify::jwks::KeySet;
use crate::{Machine, Timestamp};

/// What is known of them.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    known: Option<KeySet>,
    /// The request that asks for them, if they are on their way.
    request: Option<RequestId>,
    /// When one was missing and they were asked for again, the last time, unless that failed.
    asked_again: Option<Timestamp>,
}

impl Keys {
    /// Those that may have signed so, if any keys are known at all.
    pub(super) fn candidates(
        &self,
        algorithm: SignatureAlgorithm,
        key_id: Option<&str>,
    ) -> Option<Vec<String>> {
        self.known.as_ref().map(|keys| keys.candidates(algorithm, key_id))
    }
}

impl Machine {
    /// Asks for the keys, unless they are known or on their way: as early as it may be that tokens will come.
    pub(crate) fn want_keys(&mut self) {
        if self.keys.known.is_none() {
            self.ask_for_keys();
        }
    }

    /// Asks for the keys again, unless they are on their way; `None` if that was done just now.
    pub(super) fn want_newer_keys(&mut self) -> Option<RequestId> {
        let now = self.now();
        if self.keys.request.is_none() {
            let is_recent = |at: Timestamp| at <= now && now.since(at) < SHORTEST_WAIT;
            if self.keys.asked_again.is_some_and(is_recent) {
                return None;
            }
            self.keys.asked_again = Some(now);
        }
        self.ask_for_keys()
    }

    pub(crate) fn keys_answered(&mut self, result: Result<Response, HttpFailure>) {
        let request = self.keys.request.take();
        let keys = discovery::body(result).and_then(|body| {
            let keys = KeySet::read(body.secret(), self.read_json);
            keys.ok_or(DiscoveryError::NotUnderstood("not the JSON of a key set"))
        });
        let result = keys.map(|keys| self.keys.known = Some(keys));
        if result.is_err() {
            self.keys.asked_again = None;
        }
        if let Some(request) = request {
            self.go_on_verifying(request, result.as_ref());
        }
    }

    /// Asks for the keys, unless they are on their way.
    pub(super) fn ask_for_keys(&mut self) -> Option<RequestId> {
        // Whoever has tokens, or asks for them, knows the provider.
        if let (None, Some(metadata)) = (self.keys.request, self.metadata()) {
            let request = self.get(metadata.jwks_uri.clone(), None, None);
            self.wait_for(Awaited::Http, request, Work::FetchKeys);
            self.keys.request = Some(request.id);
        }
        self.keys.request
    }
}

/// How long it takes at least until the keys are fetched again because one is missing: anybody can name a key that is not
/// there.
const SHORTEST_WAIT: Duration = Duration::from_secs(30);
