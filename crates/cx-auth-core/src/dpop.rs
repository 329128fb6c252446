//! Proof of possession (RFC 9449): a token that only this browser can use, because each request with it is signed by a
//! key that no script can read.
//!
//! The key is the shell's, one for all tabs; here is only its public part. A proof takes two answers of the shell (the
//! key, asked for once, and a signature), and is delivered to whoever asked for it, unless it is no longer wanted.

mod nonces;
mod proof;

use crate::dpop::nonces::Nonces;
use crate::dpop::proof::{Claims, Key};
use crate::encoding::base64url;
use crate::io::{CryptoFailure, PublicKey, RequestId};
use crate::secret::{AccessToken, SecretText};
use crate::session::{Pending, Session};
use crate::task::{Awaited, Work};
use crate::{Machine, Output, decimal};

/// What proofs are made with, and those in the making.
#[derive(Debug, Default)]
pub(crate) struct Proofs {
    key: KeyState,
    nonces: Nonces,
    making: Vec<Making>,
    /// The provider has demanded them, or bound tokens to the key.
    is_demanded: bool,
    /// The beginning of each proof's name, once it is drawn, and how many there are.
    name: Option<String>,
    count: u64,
}

#[derive(Debug, Default)]
enum KeyState {
    #[default]
    Unknown,
    Asked(Pending),
    Known(Key),
}

/// A proof in the making.
#[derive(Debug)]
struct Making {
    /// Under which it is delivered.
    id: RequestId,
    method: String,
    url: String,
    token: Option<AccessToken>,
    /// What is being signed.
    text: Option<String>,
}

impl Proofs {
    fn take(&mut self, id: RequestId, must_be_signed: bool) -> Option<Making> {
        let is_meant = |making: &Making| making.id == id && (making.text.is_some() || !must_be_signed);
        let index = self.making.iter().position(is_meant)?;
        Some(self.making.remove(index))
    }
}

impl Machine {
    /// Whether requests for tokens are proven.
    pub(crate) fn wants_proofs(&self) -> bool {
        self.config.dpop() || self.proofs.is_demanded || self.is_session_bound()
    }

    /// Whether the tokens of the session are of use with a proof only.
    pub(crate) fn is_session_bound(&self) -> bool {
        matches!(&self.session, Session::Active(active) if active.is_bound)
    }

    /// From now on requests for tokens are proven.
    pub(crate) fn demand_proofs(&mut self) {
        self.proofs.is_demanded = true;
    }

    /// Makes a proof for this request, which brings this token; delivered under the id, never before this returns.
    pub(crate) fn prove(&mut self, method: &str, url: &str, token: Option<AccessToken>) -> RequestId {
        let id = self.new_id();
        let (method, url) = (method.to_owned(), url.to_owned());
        self.proofs.making.push(Making { id, method, url, token, text: None });
        if matches!(self.proofs.key, KeyState::Known(_)) {
            self.have_proofs_signed();
        } else {
            self.want_proof_key();
        }
        id
    }

    /// Forgets a proof: it is no longer wanted.
    pub(crate) fn forget_proof(&mut self, id: RequestId) {
        self.proofs.take(id, false);
    }

    /// Asks for the key, unless it is known or on its way.
    pub(crate) fn want_proof_key(&mut self) {
        let is_asked = match &self.proofs.key {
            KeyState::Unknown => false,
            KeyState::Asked(key) => !key.is_overdue(self.now()),
            KeyState::Known(_) => true,
        };
        if !is_asked {
            let key = self.new_pending();
            self.proofs.key = KeyState::Asked(key);
            self.output(Output::ProofKey { id: key.id });
        }
    }

    /// The name of the key (`dpop_jkt`; RFC 9449, section 10), and whether a page that is loaded later has it too. `None`:
    /// it is not known yet.
    pub(crate) fn proof_key_thumbprint(&self) -> Option<(&str, bool)> {
        match &self.proofs.key {
            KeyState::Known(key) => Some((&key.thumbprint, key.is_kept)),
            KeyState::Unknown | KeyState::Asked(_) => None,
        }
    }

    pub(crate) fn proof_key_answered(&mut self, id: RequestId, result: Result<PublicKey, CryptoFailure>) {
        if !matches!(&self.proofs.key, KeyState::Asked(key) if key.id == id) {
            return;
        }
        match result {
            Ok(key) => {
                self.proofs.key = KeyState::Known(Key::new(&key));
                self.have_proofs_signed();
                self.authorizations_have_key(None);
            }
            Err(failure) => {
                self.proofs.key = KeyState::Unknown;
                for making in core::mem::take(&mut self.proofs.making) {
                    self.proof_made(making.id, Err(failure));
                }
                self.authorizations_have_key(Some(failure));
            }
        }
    }

    pub(crate) fn proof_signed(&mut self, id: RequestId, result: Result<Vec<u8>, CryptoFailure>) {
        let Some(Making { text, .. }) = self.proofs.take(id, true) else { return };
        let proof = result.map(|signature| {
            let mut proof = text.unwrap_or_default();
            proof.push('.');
            proof.push_str(&base64url(&signature));
            SecretText::new(proof)
        });
        self.proof_made(id, proof);
    }

    /// Takes over the nonce that the server at this URL wants in the next proof (section 8.2).
    pub(crate) fn note_nonce(&mut self, url: &str, nonce: Option<String>) {
        if let Some(nonce) = nonce {
            self.proofs.nonces.note(url, nonce);
        }
    }

    fn proof_made(&mut self, id: RequestId, result: Result<SecretText, CryptoFailure>) {
        match self.take(Awaited::Proof(id)) {
            Some(Work::Inquiry(inquiry)) => self.inquiry_proven(inquiry, result),
            Some(Work::ApiCall(api_call)) => self.api_proven(*api_call, result),
            _ => {}
        }
    }

    /// Has everything signed that waited for the key.
    fn have_proofs_signed(&mut self) {
        let issued_at = self.clock.server(self.now()).as_millis().div_euclid(1000);
        for index in 0..self.proofs.making.len() {
            let name = self.next_proof_name();
            let (KeyState::Known(key), Some(making)) = (&self.proofs.key, self.proofs.making.get_mut(index))
            else {
                continue;
            };
            if making.text.is_some() {
                continue;
            }
            let claims = Claims {
                id: &name,
                method: &making.method,
                url: &making.url,
                issued_at,
                token: making.token.as_ref(),
                nonce: self.proofs.nonces.of(&making.url),
            };
            let text = claims.to_be_signed(key);
            making.text = Some(text.clone());
            let id = making.id;
            self.output(Output::Sign { id, text: SecretText::new(text) });
        }
    }

    /// Unguessable, since no other page can know how it begins, and never given twice.
    fn next_proof_name(&mut self) -> String {
        let entropy = self.moment.entropy();
        let mut name = self.proofs.name.get_or_insert_with(|| base64url(&entropy.take::<16>())).clone();
        self.proofs.count += 1;
        name.push('-');
        decimal::push(&mut name, self.proofs.count);
        name
    }
}
