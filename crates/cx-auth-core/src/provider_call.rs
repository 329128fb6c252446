//! What the application asks of the provider beside signing in: to revoke the tokens (RFC 7009), and requests of its own
//! to the token endpoint (RFC 8693, RFC 8628).

use crate::discovery::Metadata;
use crate::error::{AccessTokenError, DepartureError, ServerError, TokenRequestError};
use crate::inquiry::{Content, Reply};
use crate::io::{Answer, CallId, Endpoint, ForgetScope, TokenRequest};
use crate::login::exchange::{self, Tokens};
use crate::secret::SecretText;
use crate::session::{Session, SignedOutReason};
use crate::tabs::message::Change;
use crate::task::{Awaited, Work};
use crate::{AuthError, Machine, url};

/// A call under way.
#[derive(Debug)]
pub(crate) struct ProviderCall {
    pub(crate) caller: Caller,
    stage: Stage,
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Whoever called, of what came of it.
    Call(CallId),
    /// Whoever signed out at a provider that cannot sign out, of just that.
    SignOut(CallId),
}

#[derive(Debug)]
enum Stage {
    /// The provider's metadata is awaited.
    Discovering(Wish),
    /// The request is on its way.
    Asking { is_revocation: bool },
}

#[derive(Debug)]
enum Wish {
    Revoke(Revocation),
    Ask(Endpoint, SecretText),
    Adopt(CallId, Box<Tokens>),
}

/// A token to be revoked, and of what kind it is (RFC 7009, section 2.1). With the refresh token goes what it has brought.
#[derive(Clone, Debug)]
pub(crate) struct Revocation {
    token: SecretText,
    hint: &'static str,
}

impl Machine {
    /// `revoke()`: the tokens are worth nothing from now on, and the session is gone, here and in all tabs.
    pub(crate) fn revoke(&mut self, call: CallId) {
        let revocation = self.revocation();
        if matches!(self.session, Session::Absent(_)) {
            return self.answer(call, Err(AccessTokenError::NotSignedIn.into()));
        }
        self.forget_session_at(ForgetScope::Everywhere);
        match revocation {
            Some(revocation) => self.call_provider(Caller::Call(call), Wish::Revoke(revocation)),
            // The provider has ended the session already.
            None => self.answer(call, Ok(Answer::Done)),
        }
    }

    /// What is to be revoked of the session.
    pub(crate) fn revocation(&self) -> Option<Revocation> {
        let Session::Active(active) = &self.session else { return None };
        Some(match active.refresh_token() {
            Some(token) => Revocation { token: SecretText::new(token.secret()), hint: "refresh_token" },
            None => Revocation { token: SecretText::new(active.access_token.secret()), hint: "access_token" },
        })
    }

    /// The user has left: the session is forgotten, and whatever is under way for it. Gives back the ID token.
    pub(crate) fn forget_session_at(&mut self, scope: ForgetScope) -> Option<SecretText> {
        self.leave_turn();
        let id_token = self.forget_session(SignedOutReason::ByUser);
        self.startup_overtaken_by_sign_out();
        self.recovery_overtaken_by_sign_out();
        match scope {
            ForgetScope::Everywhere => self.share(Change::SignedOut),
            ForgetScope::Here => self.forget_here(),
        }
        id_token
    }

    /// Signs out at a provider that has no page for it: the tokens at least shall be worth nothing.
    pub(crate) fn revoke_for_sign_out(&mut self, call: CallId, revocation: Revocation) {
        self.call_provider(Caller::SignOut(call), Wish::Revoke(revocation));
    }

    /// A request of the application's own.
    pub(crate) fn request_tokens(&mut self, request: TokenRequest) {
        let mut client = url::parameters();
        client.append_pair("client_id", self.config.client_id());
        let mut form = request.form.into_secret();
        form.push('&');
        form.push_str(&client.finish());
        let wish = Wish::Ask(request.endpoint, SecretText::new(form));
        self.call_provider(Caller::Call(request.call), wish);
    }

    /// Verifies tokens that came in another way, as soon as the provider is known.
    pub(crate) fn verify_adopted(&mut self, call: CallId, tokens: Box<Tokens>) {
        self.call_provider(Caller::Call(call), Wish::Adopt(call, tokens));
    }

    pub(crate) fn provider_call_answered(&mut self, call: ProviderCall, reply: Reply) {
        let result = reply.result.map_err(TokenRequestError::from);
        let result = result.and_then(|response| match call.stage {
            Stage::Asking { is_revocation: true } => match response.status {
                // A token that is worth nothing already is as good as revoked (section 2.2).
                200..=299 => Ok(Answer::Done),
                status => Err(exchange::read_failure(status, response.body.secret(), self.read_json)),
            },
            _ => Ok(Answer::TokenAnswer { status: response.status, body: response.body }),
        });
        self.tell_caller(call.caller, result.map_err(AuthError::token_request));
    }

    fn call_provider(&mut self, caller: Caller, wish: Wish) {
        let call = ProviderCall { caller, stage: Stage::Discovering(wish) };
        match self.metadata() {
            Some(metadata) => self.ask_provider(call, &metadata),
            None => self.wait(Awaited::Metadata, None, Work::ProviderCall(Box::new(call))),
        }
    }

    pub(crate) fn ask_provider(&mut self, call: ProviderCall, metadata: &Metadata) {
        let ProviderCall { caller, stage: Stage::Discovering(wish) } = call else { return };
        let is_revocation = matches!(wish, Wish::Revoke(_));
        let (endpoint, content) = match wish {
            Wish::Adopt(call, tokens) => return self.verify_as_adopted(call, *tokens),
            Wish::Revoke(Revocation { token, hint }) => {
                let mut form = url::parameters();
                form.append_pair("token", token.secret())
                    .append_pair("token_type_hint", hint)
                    .append_pair("client_id", self.config.client_id());
                (metadata.revocation_endpoint.as_ref(), Content::Form(SecretText::new(form.finish())))
            }
            Wish::Ask(Endpoint::Token, form) => (Some(&metadata.token_endpoint), Content::Form(form)),
            Wish::Ask(Endpoint::DeviceAuthorization, form) => {
                (metadata.device_authorization_endpoint.as_ref(), Content::UnprovenForm(form))
            }
        };
        if let Some(endpoint) = endpoint {
            let inquiry = self.inquire(endpoint, content);
            let call = Box::new(ProviderCall { caller, stage: Stage::Asking { is_revocation } });
            return self.wait(Awaited::Inquiry(inquiry), None, Work::ProviderCall(call));
        }
        let error = if is_revocation {
            DepartureError::SignOutUnsupported.into()
        } else {
            AuthError::token_request(TokenRequestError::Refused(ServerError::new(
                "unsupported_grant_type",
                None,
            )))
        };
        self.tell_caller(caller, Err(error));
    }

    pub(crate) fn tell_caller(&mut self, caller: Caller, result: Result<Answer, AuthError>) {
        match caller {
            Caller::Call(call) => self.answer(call, result),
            Caller::SignOut(call) => self.answer(call, Err(DepartureError::SignOutUnsupported.into())),
        }
    }
}
