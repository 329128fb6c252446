//! From a flat text, once read, to an [`Input`].

use cx_auth_core::io::{
    Adopt, ApiRefusal, ApiRequest, CallId, CryptoFailure, Endpoint, ForgetScope, FrameFailure, HttpFailure,
    LockFailure, PopupFailure, PublicKey, RecordValue, Recorded, RequestId, Response, SignIn, SignInBeside,
    SignOut, Start, StorageFailure, TokenRequest, Verified, WakeCause, Way,
};
use cx_auth_core::secret::{AccessToken, SecretText, SecretUrl};
use cx_auth_core::{ConfigError, Input, Json, Timestamp};

use crate::fields::Fields;
use crate::options;

/// Reads an input: what it is, or the call whose options are refused. `None` if it is none.
pub fn input(json: &Json) -> Option<Result<Input, (CallId, ConfigError)>> {
    let fields = Fields::of(Some(json));
    let options = Fields::of(fields.value("options"));
    let call = CallId(fields.count("call").unwrap_or_default());
    let input = read(call, &fields, &options)?;
    fields.check().ok()?;
    Some(match options.check() {
        Ok(()) => Ok(input),
        Err(error) => Err((call, error)),
    })
}

#[inline(never)] // as `options::config`
fn read(call: CallId, fields: &Fields<'_>, options: &Fields<'_>) -> Option<Input> {
    let page_url = || url(fields, "pageUrl");
    let id = RequestId(fields.count("id").unwrap_or_default());
    let failure = fields.text("failure");
    Some(match fields.text("input")? {
        "start" => Input::Start(Start { call, page_url: page_url(), on_load: options::on_load(options) }),
        "signIn" => Input::SignIn(sign_in(call, fields, options)),
        "authorizationUrl" => Input::AuthorizationUrl(sign_in(call, fields, options)),
        "signInWithPopup" => Input::SignInBeside(SignInBeside {
            call,
            page_url: page_url(),
            options: options::sign_in(options),
            ways: vec![Way::Popup],
            is_demanded: true,
        }),
        "recover" => Input::SignInBeside(SignInBeside {
            call,
            page_url: page_url(),
            options: Box::default(),
            ways: options::ways(options),
            is_demanded: false,
        }),
        "signOut" => Input::SignOut(SignOut {
            call,
            page_url: page_url(),
            redirect_uri: options.owned_text("redirectUri"),
        }),
        "accessToken" => Input::AccessToken {
            call,
            min_validity: options::min_validity(options),
            instead_of: token(options, "insteadOf"),
        },
        "metadata" => Input::Metadata { call },
        "forgetHere" => Input::Forget { call, scope: ForgetScope::Here },
        "forgetEverywhere" => Input::Forget { call, scope: ForgetScope::Everywhere },
        "userInfo" => Input::UserInfo { call },
        "revoke" => Input::Revoke { call },
        "authorizeApi" => Input::AuthorizeApi(ApiRequest {
            call,
            method: fields.needed_text("method"),
            url: fields.needed_text("url"),
            instead_of: token(fields, "insteadOf"),
        }),
        "apiRefused" => Input::ApiRefused(ApiRefusal {
            call,
            status: status(fields)?,
            url: fields.needed_text("url"),
            token: AccessToken::new(fields.needed_text("token")),
            www_authenticate: fields.owned_text("wwwAuthenticate"),
            dpop_nonce: fields.owned_text("dpopNonce"),
        }),
        "requestTokens" => Input::RequestTokens(TokenRequest {
            call,
            endpoint: match fields.text("endpoint") {
                Some("device") => Endpoint::DeviceAuthorization,
                _ => Endpoint::Token,
            },
            form: SecretText::new(fields.needed_text("form")),
        }),
        "adopt" => Input::Adopt(Adopt {
            call,
            answer: SecretText::new(fields.needed_text("answer")),
            without_id_token: fields.flag("withoutIdToken"),
        }),
        "wake" => Input::Wake(match fields.text("cause")? {
            "timer" => WakeCause::Timer,
            "online" => WakeCause::Online,
            "restored" => WakeCause::Restored,
            _ => WakeCause::Visible,
        }),
        "http" => Input::Http {
            id,
            result: match failure {
                None => Ok(response(fields)?),
                Some("offline") => Err(HttpFailure::Offline),
                Some("timeout") => Err(HttpFailure::Timeout),
                Some(_) => Err(HttpFailure::Network),
            },
        },
        "stored" => Input::Stored {
            id,
            result: match failure {
                None => Ok(secret(fields, "value")),
                Some(failure) => Err(storage_failure(failure)),
            },
        },
        "frame" => Input::Frame {
            id,
            result: match failure {
                None => Ok(url(fields, "url")),
                Some("timeout") => Err(FrameFailure::Timeout),
                Some(_) => Err(FrameFailure::Blocked),
            },
        },
        "popup" => Input::Popup {
            id,
            result: match failure {
                None => Ok(url(fields, "url")),
                Some("closed") => Err(PopupFailure::Closed),
                Some(_) => Err(PopupFailure::Blocked),
            },
        },
        "locked" => Input::Locked {
            id,
            result: match failure {
                None => Ok(fields.flag("others")),
                Some("taken") => Err(LockFailure::Taken),
                Some(_) => Err(LockFailure::Unavailable),
            },
        },
        "recorded" => Input::Recorded {
            id,
            result: match failure {
                None => Ok(recorded(fields)),
                Some(failure) => Err(storage_failure(failure)),
            },
        },
        "verified" => Input::Verified {
            id,
            result: match failure {
                None => Ok(Verified { is_valid: fields.flag("isValid"), hash: fields.bytes("hash")? }),
                Some(_) => Err(CryptoFailure::Unavailable),
            },
        },
        "proofKey" => Input::ProofKey { id, result: public_key(fields).ok_or(CryptoFailure::Unavailable) },
        "signed" => Input::Signed { id, result: fields.bytes("signature").ok_or(CryptoFailure::Unavailable) },
        "heard" => Input::Heard(SecretText::new(fields.needed_text("message"))),
        "navigationFailed" => Input::NavigationFailed { id },
        _ => return None,
    })
}

fn sign_in(call: CallId, fields: &Fields<'_>, options: &Fields<'_>) -> SignIn {
    SignIn { call, page_url: url(fields, "pageUrl"), options: options::sign_in(options) }
}

fn response(fields: &Fields<'_>) -> Option<Response> {
    let mut response = Response::new(status(fields)?, fields.needed_text("body"));
    response.dpop_nonce = fields.owned_text("dpopNonce");
    let date = fields.count("date").and_then(|date| i64::try_from(date).ok());
    response.date = date.map(Timestamp::from_millis);
    Some(response)
}

fn public_key(fields: &Fields<'_>) -> Option<PublicKey> {
    Some(PublicKey { x: fields.owned_text("x")?, y: fields.owned_text("y")?, is_kept: fields.flag("isKept") })
}

fn recorded(fields: &Fields<'_>) -> Recorded {
    let value = match fields.text("kind") {
        Some("session") => RecordValue::Session(secret(fields, "session")),
        Some("ended") => RecordValue::Ended,
        _ => RecordValue::SignedOut,
    };
    let generation = fields.count("generation").unwrap_or_default();
    Recorded { generation, value, replaced: fields.flag("replaced") }
}

fn storage_failure(failure: &str) -> StorageFailure {
    if failure == "full" { StorageFailure::Full } else { StorageFailure::Denied }
}

fn status(fields: &Fields<'_>) -> Option<u16> {
    u16::try_from(fields.count("status")?).ok()
}

fn secret(fields: &Fields<'_>, name: &'static str) -> Option<SecretText> {
    fields.owned_text(name).map(SecretText::new)
}

fn token(fields: &Fields<'_>, name: &'static str) -> Option<AccessToken> {
    fields.owned_text(name).map(AccessToken::new)
}

fn url(fields: &Fields<'_>, name: &'static str) -> SecretUrl {
    SecretUrl::new(fields.needed_text(name))
}
