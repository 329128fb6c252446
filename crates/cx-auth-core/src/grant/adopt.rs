//! Taking over tokens that came in another way, as of a device grant (RFC 8628), as the session: verified like all others,
//! but for the `nonce`, which only a sign-in of our own has.

use super::{Asker, Demand, Grant, GrantFailure, Granted};
use crate::error::{IdTokenError, TokenRequestError};
use crate::io::{Adopt, Answer, CallId, Response};
use crate::login::exchange::{self, Tokens};
use crate::secret::SecretText;
use crate::verify::id_token::IdToken;
use crate::verify::jwt;
use crate::{AuthError, Machine};

impl Machine {
    pub(crate) fn adopt_tokens(&mut self, adopt: Adopt) {
        let Adopt { call, answer, without_id_token } = adopt;
        match exchange::read(Response::new(200, answer.into_secret()), self.read_json) {
            Ok(tokens) if tokens.id_token.is_some() => self.verify_adopted(call, Box::new(tokens)),
            Ok(tokens) if without_id_token => {
                let granted = self.believe(tokens);
                self.adoption_granted(call, granted);
            }
            Ok(_) => self.answer(call, Err(AuthError::token_request(IdTokenError::Missing))),
            Err(error) => self.answer(call, Err(AuthError::token_request(error))),
        }
    }

    /// Verifies tokens; the provider is known.
    pub(crate) fn verify_as_adopted(&mut self, call: CallId, tokens: Tokens) {
        let id = self.new_id();
        let (asker, demand, sent) = (Asker::Adoption(call), Demand::Adoption, self.now());
        self.verify(Grant { id, asker, demand, sent }, tokens);
    }

    pub(super) fn adoption_granted(&mut self, call: CallId, result: Result<Box<Granted>, GrantFailure>) {
        let result = self.open_session(result.map_err(|failure| AuthError::token_request(failure.error)));
        self.answer(call, result.map(|()| Answer::Done));
    }

    /// The session of tokens without an ID token, as the application wants it: whose it is says the access token.
    fn believe(&self, tokens: Tokens) -> Result<Box<Granted>, GrantFailure> {
        let sent = self.now();
        let claims = jwt::claims(tokens.access_token.secret(), self.read_json)
            .ok_or(TokenRequestError::NotUnderstood("the access token does not say whose it is"))?;
        let id_token = Some(IdToken::believed(claims, self.clock.server(sent)));
        Ok(Box::new(Granted { tokens, raw_id_token: Some(SecretText::new("")), id_token, sent }))
    }
}
