//! From a flat text, once read, to an [`Input`].

use cx_auth_core::io::{
    Adopt, ApiRefusal, ApiRequest, CallId, CryptoFailure, Endpoint, ForgetScope, FrameFailure, HttpFailure,
    LockFailure, PopupFailure, PublicKey, RecordValue, Recorded, RequestId, Response, SignIn, SignInBeside,
    SignOut, Start, StorageFailure, TokenRequest, Verified, WakeCause, Way,
};
use cx_auth_core::secret::{AccessToken, SecretText, SecretUrl};
use cx_auth_core::{Input, Json, Timestamp};

use crate::options::{self, Options};
use crate::refusal::Refusal;

/// Reads an input: what it is, or the call whose options are refused. `None` if it is none.
pub fn input(json: &Json) -> Option<Result<Input, (CallId, Refusal)>> {
    let fields = Fields(json);
    if let Some(call) = fields.number("call") {
        let call = CallId(call);
        let asked = question(call, fields)?;
        return Some(asked.map_err(|refusal| (call, refusal)));
    }
    result(fields).map(Ok)
}

/// What the application asks for.
fn question(call: CallId, fields: Fields<'_>) -> Option<Result<Input, Refusal>> {
    let page_url = || SecretUrl::new(fields.text("pageUrl").unwrap_or_default());
    let options = Options(fields.0.get("options"));
    Some(match fields.text("input")? {
        "start" => options::on_load(options)
            .map(|on_load| Input::Start(Start { call, page_url: page_url(), on_load })),
        "signIn" => options::sign_in(options)
            .map(|options| Input::SignIn(SignIn { call, page_url: page_url(), options })),
        "signInWithPopup" => options::sign_in(options).map(|options| {
            let (ways, is_demanded) = (vec![Way::Popup], true);
            Input::SignInBeside(SignInBeside { call, page_url: page_url(), options, ways, is_demanded })
        }),
        "recover" => options::ways(options).map(|ways| {
            let (options, is_demanded) = (Default::default(), false);
            Input::SignInBeside(SignInBeside { call, page_url: page_url(), options, ways, is_demanded })
        }),
        "signOut" => options
            .text("redirectUri")
            .map(|redirect_uri| Input::SignOut(SignOut { call, page_url: page_url(), redirect_uri })),
        "accessToken" => options::access_token(options)
            .map(|(min_validity, instead_of)| Input::AccessToken { call, min_validity, instead_of }),
        "authorizationUrl" => options::sign_in(options)
            .map(|options| Input::AuthorizationUrl(SignIn { call, page_url: page_url(), options })),
        "metadata" => Ok(Input::Metadata { call }),
        "forgetHere" => Ok(Input::Forget { call, scope: ForgetScope::Here }),
        "forgetEverywhere" => Ok(Input::Forget { call, scope: ForgetScope::Everywhere }),
        "userInfo" => Ok(Input::UserInfo { call }),
        "revoke" => Ok(Input::Revoke { call }),
        "authorizeApi" => Ok(Input::AuthorizeApi(ApiRequest {
            call,
            method: fields.text("method")?.to_owned(),
            url: fields.text("url")?.to_owned(),
            instead_of: fields.token("insteadOf"),
        })),
        "apiRefused" => Ok(Input::ApiRefused(ApiRefusal {
            call,
            url: fields.text("url")?.to_owned(),
            token: fields.token("token")?,
            status: u16::try_from(fields.number("status")?).ok()?,
            www_authenticate: fields.text("wwwAuthenticate").map(str::to_owned),
            dpop_nonce: fields.text("dpopNonce").map(str::to_owned),
        })),
        "requestTokens" => Ok(Input::RequestTokens(TokenRequest {
            call,
            endpoint: match fields.text("endpoint") {
                Some("device") => Endpoint::DeviceAuthorization,
                _ => Endpoint::Token,
            },
            form: SecretText::new(fields.text("form")?),
        })),
        "adopt" => Ok(Input::Adopt(Adopt {
            call,
            answer: SecretText::new(fields.text("answer")?),
            without_id_token: fields.flag("withoutIdToken"),
        })),
        _ => return None,
    })
}

/// What came of an output, or happened by itself.
fn result(fields: Fields<'_>) -> Option<Input> {
    let id = || fields.number("id").map(RequestId);
    let failure = fields.text("failure");
    let url = || fields.text("url").map(SecretUrl::new);
    Some(match fields.text("input")? {
        "wake" => Input::Wake(match fields.text("cause")? {
            "timer" => WakeCause::Timer,
            "online" => WakeCause::Online,
            "restored" => WakeCause::Restored,
            _ => WakeCause::Visible,
        }),
        "http" => {
            let result = match failure {
                None => {
                    let status = u16::try_from(fields.number("status")?).ok()?;
                    let mut response = Response::new(status, fields.text("body")?);
                    response.dpop_nonce = fields.text("dpopNonce").map(str::to_owned);
                    response.date = fields
                        .number("date")
                        .and_then(|date| i64::try_from(date).ok())
                        .map(Timestamp::from_millis);
                    Ok(response)
                }
                Some("offline") => Err(HttpFailure::Offline),
                Some("timeout") => Err(HttpFailure::Timeout),
                Some(_) => Err(HttpFailure::Network),
            };
            Input::Http { id: id()?, result }
        }
        "stored" => {
            let value = || Ok(fields.text("value").map(SecretText::new));
            Input::Stored { id: id()?, result: failure.map_or_else(value, storage_failure) }
        }
        "frame" => {
            let result = match failure {
                None => Ok(url()?),
                Some("timeout") => Err(FrameFailure::Timeout),
                Some(_) => Err(FrameFailure::Blocked),
            };
            Input::Frame { id: id()?, result }
        }
        "popup" => {
            let result = match failure {
                None => Ok(url()?),
                Some("closed") => Err(PopupFailure::Closed),
                Some(_) => Err(PopupFailure::Blocked),
            };
            Input::Popup { id: id()?, result }
        }
        "locked" => {
            let result = match failure {
                None => Ok(fields.flag("others")),
                Some("taken") => Err(LockFailure::Taken),
                Some(_) => Err(LockFailure::Unavailable),
            };
            Input::Locked { id: id()?, result }
        }
        "recorded" => Input::Recorded {
            id: id()?,
            result: failure.map_or_else(|| Ok(recorded(fields)), storage_failure),
        },
        "verified" => {
            let result = match failure {
                None => Ok(Verified { is_valid: fields.flag("isValid"), hash: fields.bytes("hash")? }),
                Some(_) => Err(CryptoFailure::Unavailable),
            };
            Input::Verified { id: id()?, result }
        }
        "proofKey" => {
            let member = |name| fields.text(name).map(str::to_owned);
            let result = match (failure, member("x"), member("y")) {
                (None, Some(x), Some(y)) => Ok(PublicKey { x, y, is_kept: fields.flag("isKept") }),
                _ => Err(CryptoFailure::Unavailable),
            };
            Input::ProofKey { id: id()?, result }
        }
        "signed" => {
            let signature = fields.bytes("signature").filter(|_| failure.is_none());
            Input::Signed { id: id()?, result: signature.ok_or(CryptoFailure::Unavailable) }
        }
        "heard" => Input::Heard(SecretText::new(fields.text("message")?)),
        "navigationFailed" => Input::NavigationFailed { id: id()? },
        _ => return None,
    })
}

fn storage_failure<T>(failure: &str) -> Result<T, StorageFailure> {
    Err(if failure == "full" { StorageFailure::Full } else { StorageFailure::Denied })
}

fn recorded(fields: Fields<'_>) -> Recorded {
    let value = match fields.text("kind") {
        Some("session") => RecordValue::Session(fields.text("session").map(SecretText::new)),
        Some("ended") => RecordValue::Ended,
        _ => RecordValue::SignedOut,
    };
    let generation = fields.number("generation").unwrap_or_default();
    Recorded { generation, value, replaced: fields.flag("replaced") }
}

#[derive(Clone, Copy)]
struct Fields<'json>(&'json Json);

impl<'json> Fields<'json> {
    fn text(self, name: &str) -> Option<&'json str> {
        self.0.get(name)?.as_text()
    }

    fn token(self, name: &str) -> Option<AccessToken> {
        self.text(name).map(|token| AccessToken::new(token.to_owned()))
    }

    /// Bytes, of which each is a character.
    fn bytes(self, name: &str) -> Option<Vec<u8>> {
        self.text(name).map(|text| text.chars().map(|unit| unit as u8).collect())
    }

    fn flag(self, name: &str) -> bool {
        self.0.get(name).and_then(Json::as_bool).unwrap_or_default()
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts, all far below 2^53")]
    fn number(self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_number().map(|number| number as u64)
    }
}
