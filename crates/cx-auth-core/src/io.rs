//! Everything that goes into the machine and comes out of it, as plain data.
//!
//! An [`Output`] that asks for work carries an id; its result comes back as the [`Input`] of the same name with the
//! same id, also when it failed. An answer nobody waits for any more is ignored.

mod api;
mod calls;
mod crypto;
mod http;

use core::time::Duration;

use crate::secret::{AccessToken, SecretText, SecretUrl};
use crate::{AuthError, Event, Timestamp};

pub use api::{ApiRefusal, ApiRequest, ApiToken, Reaction};
pub use calls::{
    Adopt, Answer, Endpoint, ForgetScope, OnLoad, SignIn, SignInBeside, SignInOptions, SignOut, Start,
    TokenRequest, Way,
};
pub use crypto::{CryptoFailure, PublicKey, SignatureAlgorithm, Verification, Verified};
pub use http::{HttpFailure, Method, Request, Response};

/// Something the application asks for, or the result of an [`Output`].
#[derive(Debug)]
#[non_exhaustive]
pub enum Input {
    /// `start()`: take up the callback this page was opened with, or look for a session. May be called again at any
    /// time. Fails only if it cannot be told whether there is a session, as when the provider cannot be reached; a
    /// sign-in that was refused is no failure of the start, but a state with an error in it.
    Start(Start),
    /// `signIn()`: leave for the sign-in page.
    SignIn(SignIn),
    /// Make the URL that `signIn()` would leave for, and remember what its return needs; the application leaves by itself.
    AuthorizationUrl(SignIn),
    /// Tell what the provider says of itself.
    Metadata {
        /// Whom to answer.
        call: CallId,
    },
    /// Forget the session without leaving the page; the provider is not told.
    Forget {
        /// Whom to answer, at once.
        call: CallId,
        /// In which tabs.
        scope: ForgetScope,
    },
    /// `recover()` or `signInWithPopup()`: sign in while the page stays.
    SignInBeside(SignInBeside),
    /// `signOut()`: forget the session here and leave for the provider to end it there.
    SignOut(SignOut),
    /// `accessToken()`: hand out a token that is valid for a while.
    AccessToken {
        /// Whom to answer.
        call: CallId,
        /// How long the token must be valid at least. More than a new token lives is cut down to what one can give.
        min_validity: Duration,
        /// The token that an API has refused: never this one. If it is the one there is, it is renewed, once for all tabs.
        instead_of: Option<AccessToken>,
    },
    /// `userInfo()`: what the provider says of the user (OpenID Connect Core 1.0, section 5.3).
    UserInfo {
        /// Whom to answer.
        call: CallId,
    },
    /// `revoke()`: make the tokens worth nothing (RFC 7009), and forget the session, here and in all tabs. When it fails the
    /// session is gone here nevertheless.
    Revoke {
        /// Whom to answer.
        call: CallId,
    },
    /// `fetch()`: what goes into the headers of a request to an API.
    AuthorizeApi(ApiRequest),
    /// `fetch()`: an API has refused a request, or its answer has something in its headers that is meant for us.
    ApiRefused(ApiRefusal),
    /// Ask an endpoint of the provider's for an extension's sake, with the client's name, and proven if tokens are.
    RequestTokens(TokenRequest),
    /// Take over tokens that came in another way as the session.
    Adopt(Adopt),
    /// The time of the last [`Output::WakeAt`] has come, or the page came back to life.
    Wake(WakeCause),
    /// The result of [`Output::Http`].
    Http {
        /// Which request.
        id: RequestId,
        /// Any answer whatever its status, or why there is none.
        result: Result<Response, HttpFailure>,
    },
    /// The result of [`Output::Store`].
    Stored {
        /// Which command.
        id: RequestId,
        /// The value read; `None` after a write, a removal, or if there is no such value.
        result: Result<Option<SecretText>, StorageFailure>,
    },
    /// The result of [`Output::Frame`].
    Frame {
        /// Which frame.
        id: RequestId,
        /// The URL at which the frame arrived at the silent redirect page.
        result: Result<SecretUrl, FrameFailure>,
    },
    /// The result of [`Output::PopupOpen`] or [`Output::PopupTo`].
    Popup {
        /// Which popup.
        id: RequestId,
        /// The URL at which the popup arrived at the silent redirect page.
        result: Result<SecretUrl, PopupFailure>,
    },
    /// The result of [`Output::Lock`]: the lock is held, or was held and has been taken away.
    Locked {
        /// Which lock.
        id: RequestId,
        /// Whether there are other tabs of this application.
        result: Result<bool, LockFailure>,
    },
    /// The result of [`Output::Record`].
    Recorded {
        /// Which command.
        id: RequestId,
        /// The record, after the command.
        result: Result<Recorded, StorageFailure>,
    },
    /// The result of [`Output::Verify`].
    Verified {
        /// Which verification.
        id: RequestId,
        /// What came of it.
        result: Result<Verified, CryptoFailure>,
    },
    /// The result of [`Output::ProofKey`].
    ProofKey {
        /// Which question.
        id: RequestId,
        /// The key's public part.
        result: Result<PublicKey, CryptoFailure>,
    },
    /// The result of [`Output::Sign`].
    Signed {
        /// Which signature.
        id: RequestId,
        /// R and S side by side, as JWS and WebCrypto have it.
        result: Result<Vec<u8>, CryptoFailure>,
    },
    /// Another tab has put out an [`Output::Broadcast`].
    Heard(SecretText),
    /// [`Output::Navigate`] failed at once. A navigation that works has no result: the page is gone.
    NavigationFailed {
        /// Which navigation.
        id: RequestId,
    },
}

/// Something to be done outside.
#[derive(Debug, PartialEq)]
pub enum Output {
    /// Send this request, within its timeout, and give back [`Input::Http`].
    Http(Request),
    /// Do this in a storage of the tab's own and give back [`Input::Stored`].
    Store {
        /// For the result.
        id: RequestId,
        /// Where.
        area: StorageArea,
        /// What to do.
        command: StoreCommand,
    },
    /// Load this URL in a hidden frame until it arrives at the silent redirect page; give back [`Input::Frame`].
    Frame {
        /// For the result.
        id: RequestId,
        /// Where the frame goes.
        url: SecretUrl,
        /// How long it may take; the frame is removed then, as it is after the answer.
        timeout: Duration,
    },
    /// Open an empty popup, now, while the browser still remembers the user's click; give back [`Input::Popup`] if it is
    /// blocked, or closed before it arrives.
    PopupOpen {
        /// For the result, and to name it.
        id: RequestId,
    },
    /// Load this URL in the popup until it arrives at the silent redirect page; give back [`Input::Popup`].
    PopupTo {
        /// Which popup.
        id: RequestId,
        /// Where it goes.
        url: SecretUrl,
    },
    /// Close the popup, if it is still open.
    PopupClose {
        /// Which popup.
        id: RequestId,
    },
    /// Ask for the lock that all tabs of this client at this issuer share (Web Locks), and give back [`Input::Locked`] when
    /// it is held, and again if it is taken away.
    Lock {
        /// For the result, and to name it.
        id: RequestId,
        /// Take it away from whoever holds it (`steal`).
        by_force: bool,
    },
    /// Let go of the lock, or call off the wish for it.
    Unlock {
        /// Which lock.
        id: RequestId,
    },
    /// Do this with the record that all tabs of this client at this issuer share, in one transaction that is committed
    /// before the result is given back as [`Input::Recorded`] (IndexedDB with strict durability).
    Record {
        /// For the result.
        id: RequestId,
        /// What to do.
        command: RecordCommand,
    },
    /// Say this to the other tabs of this client at this issuer (BroadcastChannel), for whom it is [`Input::Heard`].
    Broadcast(SecretText),
    /// Check a signature and take a hash (WebCrypto); give back [`Input::Verified`].
    Verify(Verification),
    /// Find the key that this browser proves its requests with, or make it, and give back [`Input::ProofKey`]. It stays with
    /// the page from then on, whatever becomes of the place where it is kept.
    ProofKey {
        /// For the result.
        id: RequestId,
    },
    /// Sign this text with that key (ES256) and give back [`Input::Signed`].
    Sign {
        /// For the result.
        id: RequestId,
        /// The text.
        text: SecretText,
    },
    /// Leave this page for that URL.
    Navigate {
        /// For the result, which there is only if this fails.
        id: RequestId,
        /// Where to go.
        url: SecretUrl,
    },
    /// Show this URL as the page's own, without a new history entry (`history.replaceState`). Has no result: if it
    /// cannot be done, the sign-in is no less valid, and the callback it leaves in view is used up.
    ReplaceUrl {
        /// The page's URL without the protocol's parameters.
        url: SecretUrl,
    },
    /// Give [`Input::Wake`] at this time; replaces the wake-up asked for before. Waking too early does no harm.
    WakeAt(Timestamp),
    /// The answer to a call; each call gets exactly one, unless the page is left.
    Answer {
        /// Whose.
        call: CallId,
        /// What came of it.
        result: Result<Answer, AuthError>,
    },
    /// Tell whoever subscribed.
    Event(Event),
}

/// Names one call of the application; chosen by the caller, who must not use one twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// Names one output that has a result; chosen by the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Why the machine is woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WakeCause {
    /// The timer of [`Output::WakeAt`].
    Timer,
    /// The page is visible, focused or resumed again.
    Visible,
    /// The browser is online again.
    Online,
    /// The page came back from the back/forward cache: a navigation that was under way did not happen.
    Restored,
}

/// A storage that only this tab writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageArea {
    /// The tab's session storage.
    Session,
    /// The application's own.
    Own,
}

/// One command to the record that all tabs share.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordCommand {
    /// Read it.
    Read,
    /// Replace it; its generation becomes one more than the larger of what it was and `at_least`.
    Replace {
        /// Only if its generation is this; else only read it.
        only_if: Option<u64>,
        /// What the generation must exceed.
        at_least: u64,
        /// What it shall hold.
        value: RecordValue,
    },
}

/// What the shared record holds.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordValue {
    /// There is a session; with its text if the application has chosen that it is kept here.
    Session(Option<SecretText>),
    /// The provider has ended the session.
    Ended,
    /// The user has signed out, or nobody ever signed in.
    SignedOut,
}

/// The shared record.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// How often it was replaced; 0 if it was never written.
    pub generation: u64,
    /// What it holds; [`RecordValue::SignedOut`] if it was never written.
    pub value: RecordValue,
    /// Whether this command has replaced it.
    pub replaced: bool,
}

/// Why the lock is not held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockFailure {
    /// The browser has no locks, or denies them.
    Unavailable,
    /// Another tab has taken it away.
    Taken,
}

/// One command to a storage.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreCommand {
    /// Read the value of this key.
    Read {
        /// The key.
        key: String,
    },
    /// Write the value of this key.
    Write {
        /// The key.
        key: String,
        /// The value.
        value: SecretText,
    },
    /// Remove this key.
    Remove {
        /// The key.
        key: String,
    },
}

/// Why the session storage did not do as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageFailure {
    /// There is no storage, or the browser denies access to it.
    Denied,
    /// It is full.
    Full,
}

/// Why the hidden frame brought no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameFailure {
    /// It did not arrive at the silent redirect page in time.
    Timeout,
    /// The frame could not be made or loaded.
    Blocked,
}

/// Why the popup brought no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PopupFailure {
    /// The browser does not open it: popups open after a click, or where the user allows them.
    Blocked,
    /// The user closed it.
    Closed,
}
