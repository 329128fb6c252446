//! From an [`Output`] to a flat text.

use std::time::Duration;

use cx_auth_core::io::{
    Answer, ApiToken, CallId, Reaction, RecordCommand, RecordValue, RequestId, StorageArea, StoreCommand,
};
use cx_auth_core::session::Tokens;
use cx_auth_core::{AuthError, Event, Output, Timestamp, time};

use crate::flat::FlatWriter;
use crate::person;

/// Adds an output to the list.
pub fn output(outputs: &mut FlatWriter, output: &Output) {
    outputs.element(|object| match output {
        Output::Http(request) => {
            work(object, "http", request.id);
            object.text("method", request.method.as_str());
            object.text("url", &request.url);
            object.object("headers", |headers| {
                for (name, value) in &request.headers {
                    headers.text(name, value);
                }
            });
            object.optional_text("body", request.body.as_ref().map(|body| body.secret()));
            timeout(object, request.timeout);
        }
        Output::Store { id, area, command } => {
            let area = match area {
                StorageArea::Session => "session",
                StorageArea::Own => "own",
            };
            let (action, key) = match command {
                StoreCommand::Read { key } => ("read", key),
                StoreCommand::Write { key, .. } => ("write", key),
                StoreCommand::Remove { key } => ("remove", key),
            };
            work(object, action, *id);
            object.text("area", area);
            object.text("key", key);
            if let StoreCommand::Write { value, .. } = command {
                object.text("value", value.secret());
            }
        }
        Output::Frame { id, url, timeout: limit } => {
            work(object, "frame", *id);
            object.text("url", url.secret());
            timeout(object, *limit);
        }
        Output::PopupOpen { id } => work(object, "popupOpen", *id),
        Output::PopupTo { id, url } => {
            work(object, "popupTo", *id);
            object.text("url", url.secret());
        }
        Output::PopupClose { id } => work(object, "popupClose", *id),
        Output::Lock { id, by_force } => {
            work(object, "lock", *id);
            object.flag("byForce", *by_force);
        }
        Output::Unlock { id } => work(object, "unlock", *id),
        Output::Record { id, command } => {
            work(object, "record", *id);
            if let RecordCommand::Replace { only_if, at_least, value } = command {
                object.object("replace", |object| {
                    if let Some(only_if) = only_if {
                        count(object, "onlyIf", *only_if);
                    }
                    count(object, "atLeast", *at_least);
                    let kind = match value {
                        RecordValue::Session(session) => {
                            object.optional_text("session", session.as_ref().map(|session| session.secret()));
                            "session"
                        }
                        RecordValue::Ended => "ended",
                        RecordValue::SignedOut => "signed-out",
                    };
                    object.text("kind", kind);
                });
            }
        }
        Output::Verify(verification) => {
            work(object, "verify", verification.id);
            object.text("key", &verification.key);
            object.text("algorithm", verification.algorithm.as_str());
            object.text("signed", verification.signed.secret());
            object.bytes("signature", &verification.signature);
            object.text("hashed", verification.hashed.secret());
        }
        Output::ProofKey { id } => work(object, "proofKey", *id),
        Output::Sign { id, text } => {
            work(object, "sign", *id);
            object.text("text", text.secret());
        }
        Output::Broadcast(message) => {
            named(object, "broadcast");
            object.text("message", message.secret());
        }
        Output::Navigate { id, url } => {
            work(object, "navigate", *id);
            object.text("url", url.secret());
        }
        Output::ReplaceUrl { url } => {
            named(object, "replaceUrl");
            object.text("url", url.secret());
        }
        Output::WakeAt(time) => {
            named(object, "wakeAt");
            object.number("time", time.as_millis());
        }
        Output::Answer { call, result } => answer(object, *call, result),
        Output::Event(event) => self::event(object, event),
    });
}

/// Adds the tokens there are now, for an application that has to see them.
pub(crate) fn tokens(outputs: &mut FlatWriter, tokens: Option<Tokens<'_>>) {
    outputs.element(|object| {
        named(object, "tokens");
        if let Some(tokens) = tokens {
            object.text("accessToken", tokens.access_token);
            object.optional_text("refreshToken", tokens.refresh_token);
            object.text("idToken", tokens.id_token);
        }
    });
}

/// Adds what follows upon all events of a turn.
pub(crate) fn changed(outputs: &mut FlatWriter, expires_at: Option<Timestamp>) {
    outputs.element(|object| {
        named(object, "changed");
        if let Some(expires_at) = expires_at {
            object.number("expiresAt", expires_at.as_millis());
        }
    });
}

fn answer(object: &mut FlatWriter, call: CallId, result: &Result<Answer, AuthError>) {
    let (mut extra, mut number) = (None, None);
    let (value, action_status) = match result {
        Ok(Answer::Started { app_state, action_status, .. }) => {
            (app_state.as_ref().map(|text| text.secret()), action_status.as_deref())
        }
        Ok(Answer::AccessToken(token)) => (Some(token.secret().as_str()), None),
        Ok(Answer::UserInfo(text)) => (Some(text.secret()), None),
        Ok(Answer::Url(url)) => (Some(url.secret()), None),
        Ok(Answer::Metadata(text)) => (Some(text.as_str()), None),
        Ok(Answer::Done) => (None, None),
        Ok(Answer::TokenAnswer { status, body }) => {
            number = Some(("status", u64::from(*status)));
            (Some(body.secret()), None)
        }
        Ok(Answer::ApiToken(ApiToken { token, proof })) => {
            extra = proof.as_ref().map(|proof| ("proof", proof.secret()));
            (Some(token.secret().as_str()), None)
        }
        Ok(Answer::Reaction(reaction)) => {
            let name = match reaction {
                Reaction::Pass => "pass",
                Reaction::Retry => "retry",
                Reaction::RetryInsteadOf => "retry-instead-of",
                Reaction::StepUp { acr_values, max_age } => {
                    extra = acr_values.as_deref().map(|acr_values| ("acrValues", acr_values));
                    number = max_age.map(|max_age| ("maxAge", max_age));
                    "step-up"
                }
            };
            (Some(name), None)
        }
        Err(error) => {
            named(object, "reject");
            count(object, "call", call.0);
            return self::error(object, error);
        }
    };
    named(object, "resolve");
    count(object, "call", call.0);
    object.optional_text("value", value);
    object.optional_text("actionStatus", action_status);
    if let Some((name, text)) = extra {
        object.text(name, text);
    }
    if let Some((name, value)) = number {
        count(object, name, value);
    }
}

fn event(object: &mut FlatWriter, event: &Event) {
    match event {
        Event::StateChanged(state) => {
            named(object, "state");
            object.text("status", state.status());
            object.optional_text("reason", state.reason());
            if let Some(error) = state.error() {
                self::error(object, error);
            }
        }
        Event::UserChanged(user) => {
            named(object, "user");
            if let Some(user) = user {
                object.object("user", |object| person::write(object, user));
            }
        }
        // When they expire is said with every change.
        Event::TokensRenewed { .. } => named(object, "renewed"),
        Event::Noticed(error) => {
            named(object, "notice");
            self::error(object, error);
        }
    }
}

/// The member `error`, which becomes the package's `AuthError`; its cause is the server's own words, if it gave any.
pub(crate) fn error(object: &mut FlatWriter, error: &AuthError) {
    object.object("error", |object| {
        object.text("code", error.code().as_str());
        object.text("kind", error.kind().as_str());
        object.text("message", &error.message());
        if let Some(words) = error.server_error() {
            object.object("cause", |cause| {
                cause.text("error", &words.error);
                cause.optional_text("description", words.description.as_deref());
            });
        }
    });
}

fn named(object: &mut FlatWriter, name: &str) {
    object.text("output", name);
}

/// An output whose result comes back.
fn work(object: &mut FlatWriter, name: &str, id: RequestId) {
    named(object, name);
    count(object, "id", id.0);
}

fn timeout(object: &mut FlatWriter, timeout: Duration) {
    object.number("timeout", time::millis(timeout));
}

fn count(object: &mut FlatWriter, name: &str, count: u64) {
    object.number(name, i64::try_from(count).unwrap_or(i64::MAX));
}
