//! The machine, and the one rule of its use.
//!
//! **After each [`handle`](Machine::handle), drain [`poll`](Machine::poll) to `None`** before the next. Each output
//! that names an id is answered by an input with that id, whenever that may be. Debug builds assert the rule.
//!
//! What is under way lives in a few places: `startup` (what `start()` set off), `recovery` (a sign-in beside the page), the
//! renewal inside `session`, the turns with other tabs in `tabs`; and all else, as often as it may be under way at a time, in
//! the list of `tasks`. This file hands inputs to them, and tells the application what changed.

use core::time::Duration;
use std::rc::Rc;

use crate::access_token::Wish;
use crate::departure::Caller;
use crate::discovery::{self, Metadata};
use crate::dpop::Proofs;
use crate::error::DiscoveryError;
use crate::grant::Keys;
use crate::io::{
    Answer, CallId, HttpFailure, Method, Request, RequestId, Response, StorageArea, StoreCommand, WakeCause,
};
use crate::recovery::Recovery;
use crate::secret::{AccessToken, SecretText};
use crate::session::{Pending, Session, SignedOutReason, Tokens};
use crate::startup::Startup;
use crate::tabs::Tabs;
use crate::task::{Awaited, Task, Work};
use crate::time::{Entropy, ServerClock};
use crate::{AuthError, AuthState, Config, Event, Input, JsonReader, Moment, Output, Timestamp, User};

/// The whole protocol for one client at one provider.
///
/// ```
/// use cx_auth_core::io::{CallId, OnLoad, Output, Start};
/// use cx_auth_core::json::read_json;
/// use cx_auth_core::secret::SecretUrl;
/// use cx_auth_core::{Config, Entropy, Input, Machine, Moment, Timestamp};
///
/// let config = Config::new("https://sso.example/realms/expertflow", "agentdesk")?;
/// let mut machine = Machine::new(config, read_json);
///
/// let moment = Moment::new(Timestamp::from_millis(1_790_000_000_000), Entropy::new([7; Entropy::LENGTH]));
/// machine.handle(
///     moment,
///     Input::Start(Start {
///         call: CallId(1),
///         page_url: SecretUrl::new("https://desk.example/"),
///         on_load: OnLoad::CheckSso,
///     }),
/// );
/// let mut urls = Vec::new();
/// while let Some(output) = machine.poll() {
///     // Each is done by the browser; its result comes back through `handle`.
///     if let Output::Http(request) = output {
///         urls.push(request.url);
///     }
/// }
/// assert_eq!(urls, ["https://sso.example/realms/expertflow/.well-known/openid-configuration"]);
/// # Ok::<(), cx_auth_core::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Machine {
    pub(crate) config: Config,
    pub(crate) read_json: JsonReader,
    pub(crate) moment: Moment,
    pub(crate) clock: ServerClock,
    provider: Provider,
    pub(crate) session: Session,
    pub(crate) startup: Startup,
    pub(crate) recovery: Option<Box<Recovery>>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) proofs: Proofs,
    pub(crate) keys: Keys,
    /// The token that an API has refused, so that it was renewed, and when.
    pub(crate) refused_by_api: Option<(AccessToken, Timestamp)>,
    pub(crate) tabs: Tabs,
    /// The last first, once an input is handled.
    outputs: Vec<Output>,
    /// Held back until the application has been told of the new state.
    answers: Vec<Output>,
    next_id: u64,
    told_state: AuthState,
    told_wake: Option<Timestamp>,
}

/// What is known of the provider.
#[derive(Debug)]
enum Provider {
    Unknown,
    Asked,
    Known(Rc<Metadata>),
}

impl Machine {
    /// A machine that does nothing until [`Input::Start`].
    pub fn new(config: Config, read_json: JsonReader) -> Self {
        Self {
            config,
            read_json,
            moment: Moment::new(Timestamp::from_millis(i64::MIN), Entropy::new([0; Entropy::LENGTH])),
            clock: ServerClock::default(),
            provider: Provider::Unknown,
            session: Session::Absent(SignedOutReason::NoSession),
            startup: Startup::NotStarted,
            recovery: None,
            tasks: Vec::new(),
            proofs: Proofs::default(),
            keys: Keys::default(),
            refused_by_api: None,
            tabs: Tabs::default(),
            outputs: Vec::new(),
            answers: Vec::new(),
            next_id: 1,
            told_state: AuthState::Loading,
            told_wake: None,
        }
    }

    /// Takes in what happened. Drain [`poll`](Self::poll) before and after.
    pub fn handle(&mut self, moment: Moment, input: Input) {
        debug_assert!(self.outputs.is_empty(), "drain poll() before the next handle()");
        let before = core::mem::replace(&mut self.moment, moment).now();
        if self.now().plus(CLOCK_JITTER) < before {
            let by = before.since(self.now());
            self.clock.local_was_set_back(by);
            self.bring_deadlines_forward(by);
            self.renew_at_once();
        }
        let is_wake = matches!(input, Input::Wake(_));
        match input {
            Input::Start(start) => self.start(start),
            Input::SignIn(sign_in) => {
                self.depart_to_sign_in(Caller::Call(sign_in.call), &sign_in.page_url, sign_in.options);
            }
            Input::AuthorizationUrl(sign_in) => {
                self.depart_to_sign_in(Caller::Url(sign_in.call), &sign_in.page_url, sign_in.options);
            }
            Input::Metadata { call } => self.tell_metadata(call),
            Input::Forget { call, scope } => self.forget(call, scope),
            Input::SignInBeside(sign_in) => self.recover(sign_in),
            Input::SignOut(sign_out) => self.sign_out(sign_out),
            Input::AccessToken { call, min_validity, instead_of } => {
                self.access_token(Wish { call, min_validity, instead_of });
            }
            Input::UserInfo { call } => self.user_info(call),
            Input::Revoke { call } => self.revoke(call),
            Input::AuthorizeApi(request) => self.authorize_api_request(request),
            Input::ApiRefused(refusal) => self.api_refused(refusal),
            Input::RequestTokens(request) => self.request_tokens(request),
            Input::Adopt(adopt) => self.adopt_tokens(adopt),
            Input::Wake(cause) => self.wake(cause),
            Input::Http { id, result } => self.http_answered(id, result),
            Input::Stored { id, result } => match self.take(Awaited::Stored(id)) {
                Some(Work::Recall(recall)) => self.recalled(*recall, result),
                // A session that cannot be read is looked for elsewhere.
                Some(Work::Restore) => self.restored(result.ok().flatten()),
                Some(Work::Departure(departure)) => self.departure_stored(*departure, result),
                _ => {}
            },
            Input::Frame { id, result } => self.frame_answered(id, result),
            Input::Popup { id, result } => self.popup_answered(id, result),
            Input::Locked { id, result } => self.locked(id, result),
            Input::Recorded { id, result } => self.recorded(id, result),
            Input::Verified { id, result } => self.signature_checked(id, result),
            Input::ProofKey { id, result } => self.proof_key_answered(id, result),
            Input::Signed { id, result } => self.proof_signed(id, result),
            Input::Heard(message) => self.heard(&message),
            Input::NavigationFailed { id } => self.navigation_failed(id),
        }
        self.give_up_what_is_overdue();
        self.tell(is_wake);
    }

    /// The next thing to do outside, if any.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop()
    }

    /// Where the session stands.
    ///
    /// ```
    /// use cx_auth_core::json::read_json;
    /// use cx_auth_core::{AuthState, Config, Machine};
    ///
    /// let config = Config::new("https://sso.example/realms/expertflow", "agentdesk")?;
    /// let machine = Machine::new(config, read_json);
    /// assert_eq!(machine.state(), &AuthState::Loading);
    /// assert_eq!(machine.state().status(), "loading");
    /// # Ok::<(), cx_auth_core::ConfigError>(())
    /// ```
    pub fn state(&self) -> &AuthState {
        &self.told_state
    }

    /// The same, as it is in the middle of an input.
    pub(crate) fn current_state(&self) -> AuthState {
        match &self.session {
            Session::Active(active) => active.state(),
            Session::Ended { error, .. } => AuthState::NeedsSignIn { error: error.clone() },
            Session::Absent(_) if self.startup.is_unsettled() => AuthState::Loading,
            Session::Absent(reason) => AuthState::SignedOut { reason: reason.clone() },
        }
    }

    /// Who is signed in, or was until the server ended the session.
    pub fn user(&self) -> Option<&User> {
        match &self.session {
            Session::Active(active) => Some(&active.user),
            Session::Ended { user, .. } => Some(user),
            Session::Absent(_) => None,
        }
    }

    /// When the access token expires, on the local clock.
    pub fn access_token_expires_at(&self) -> Option<Timestamp> {
        match &self.session {
            Session::Active(active) => Some(self.clock.local(active.expires_at)),
            Session::Ended { .. } | Session::Absent(_) => None,
        }
    }

    /// The tokens of the session, while there is one.
    pub fn tokens(&self) -> Option<Tokens<'_>> {
        match &self.session {
            Session::Active(active) => Some(Tokens {
                access_token: active.access_token.secret(),
                refresh_token: active.refresh_token().map(|token| token.secret().as_str()),
                id_token: active.raw_id_token.secret(),
            }),
            Session::Ended { .. } | Session::Absent(_) => None,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.moment.now()
    }

    pub(crate) fn output(&mut self, output: Output) {
        self.outputs.push(output);
    }

    pub(crate) fn emit(&mut self, event: Event) {
        self.output(Output::Event(event));
    }

    pub(crate) fn answer(&mut self, call: CallId, result: Result<Answer, AuthError>) {
        match (self.take(Awaited::Token(call)), result) {
            (Some(Work::UserInfo(user_info)), Ok(Answer::AccessToken(token))) => {
                self.ask_for_user_info(user_info, token);
            }
            (Some(Work::ApiCall(api_call)), Ok(Answer::AccessToken(token))) => {
                self.authorize_api_call(api_call, token);
            }
            (_, result) => self.answers.push(Output::Answer { call, result }),
        }
    }

    pub(crate) fn new_id(&mut self) -> RequestId {
        let id = RequestId(self.next_id);
        self.next_id += 1;
        id
    }

    /// Something that begins now and may take as long as is configured.
    pub(crate) fn new_pending(&mut self) -> Pending {
        Pending { id: self.new_id(), deadline: self.new_deadline() }
    }

    /// When it is given up.
    pub(crate) fn new_deadline(&self) -> Timestamp {
        self.now().plus(self.config.timeout()).plus(GRACE)
    }

    /// Sends a form, with a proof of possession if it takes one.
    pub(crate) fn post_form(&mut self, url: String, form: SecretText, proof: Option<SecretText>) -> Pending {
        let mut headers =
            vec![accept_json(), ("content-type", "application/x-www-form-urlencoded".to_owned())];
        headers.extend(proof.map(|proof| ("dpop", proof.into_secret())));
        self.send(Method::Post, url, headers, Some(form))
    }

    /// Asks for what is at this URL, with `Authorization` and a proof of possession if it takes them.
    pub(crate) fn get(
        &mut self,
        url: String,
        authorization: Option<String>,
        proof: Option<SecretText>,
    ) -> Pending {
        let mut headers = vec![accept_json()];
        headers.extend(authorization.map(|value| ("authorization", value)));
        headers.extend(proof.map(|proof| ("dpop", proof.into_secret())));
        self.send(Method::Get, url, headers, None)
    }

    /// Asks the page's own server for the headers of what is at this URL.
    pub(crate) fn head(&mut self, url: String) -> Pending {
        self.send(Method::Head, url, Vec::new(), None)
    }

    pub(crate) fn store(&mut self, area: StorageArea, command: StoreCommand) -> Pending {
        let pending = self.new_pending();
        self.output(Output::Store { id: pending.id, area, command });
        pending
    }

    /// The provider's metadata if it is known; if not, it is asked for, and whoever waits for it is woken.
    pub(crate) fn metadata(&mut self) -> Option<Rc<Metadata>> {
        match &self.provider {
            Provider::Known(metadata) => return Some(Rc::clone(metadata)),
            Provider::Asked => {}
            Provider::Unknown => match self.configured_metadata() {
                Some(metadata) => {
                    let metadata = Rc::new(metadata);
                    self.provider = Provider::Known(Rc::clone(&metadata));
                    return Some(metadata);
                }
                None => {
                    let request = self.get(discovery::url(&self.config), None, None);
                    self.wait_for(Awaited::Http, request, Work::FetchMetadata);
                    self.provider = Provider::Asked;
                }
            },
        }
        None
    }

    /// The metadata that the application gave, if it did and they are usable.
    fn configured_metadata(&self) -> Option<Metadata> {
        let answer = Response::new(200, self.config.metadata()?);
        discovery::read(Ok(answer), &self.config, self.read_json).ok()
    }

    /// Tells the application what the provider says of itself.
    fn tell_metadata(&mut self, call: CallId) {
        match self.metadata() {
            Some(metadata) => self.answer(call, Ok(Answer::Metadata(metadata.written.clone()))),
            None => self.wait(Awaited::Metadata, None, Work::TellMetadata(call)),
        }
    }

    fn send(
        &mut self,
        method: Method,
        url: String,
        headers: Vec<(&'static str, String)>,
        body: Option<SecretText>,
    ) -> Pending {
        let pending = self.new_pending();
        let timeout = self.config.timeout();
        self.output(Output::Http(Request { id: pending.id, method, url, headers, body, timeout }));
        pending
    }

    fn http_answered(&mut self, id: RequestId, result: Result<Response, HttpFailure>) {
        match self.take(Awaited::Http(id)) {
            Some(Work::FetchMetadata) => {
                self.discovered(discovery::read(result, &self.config, self.read_json));
            }
            Some(Work::FetchKeys) => self.keys_answered(result),
            Some(Work::Inquiry(inquiry)) => self.inquiry_http_answered(inquiry, result),
            _ => {}
        }
    }

    pub(crate) fn discovered(&mut self, result: Result<Metadata, DiscoveryError>) {
        let result = result.map(Rc::new);
        self.provider = match &result {
            Ok(metadata) => Provider::Known(Rc::clone(metadata)),
            Err(_) => Provider::Unknown,
        };
        let result = result.as_ref();
        self.startup_discovered(result);
        self.recovery_discovered(result);
        self.renewal_discovered(result);
        while let Some(work) = self.take(Awaited::Metadata) {
            match (work, result) {
                (Work::Departure(departure), Ok(metadata)) => self.depart_knowing(*departure, metadata),
                (Work::ProviderCall(call), Ok(metadata)) => self.ask_provider(*call, metadata),
                (Work::UserInfo(user_info), Ok(metadata)) => self.ask_user_info_endpoint(user_info, metadata),
                (Work::TellMetadata(call), Ok(metadata)) => {
                    self.answer(call, Ok(Answer::Metadata(metadata.written.clone())));
                }
                (work, Err(error)) => self.refuse(work, error.clone().into()),
                _ => {}
            }
        }
    }

    /// Tells who waited for the metadata that it has failed.
    fn refuse(&mut self, work: Work, error: AuthError) {
        match work {
            Work::Departure(departure) => self.departure_failed(departure.caller, error),
            Work::ProviderCall(call) => self.tell_caller(call.caller, Err(error)),
            Work::UserInfo(user_info) => self.answer(user_info.call, Err(error)),
            Work::TellMetadata(call) => self.answer(call, Err(error)),
            _ => {}
        }
    }

    fn wake(&mut self, cause: WakeCause) {
        match cause {
            WakeCause::Timer => {}
            WakeCause::Visible | WakeCause::Online => self.retry_refresh_early(),
            WakeCause::Restored => {
                self.departures_abandoned();
                self.retry_refresh_early();
                self.look_at_record();
            }
        }
    }

    fn give_up_what_is_overdue(&mut self) {
        self.give_up_overdue_tasks();
        self.give_up_overdue_turn();
        self.refresh_what_is_due();
        self.settle_renewed_startup();
    }

    /// Tells the application what changed: the state first, so that it is true when the answers arrive.
    fn tell(&mut self, is_wake: bool) {
        let state = self.current_state();
        if !state.says_the_same_as(&self.told_state) {
            self.told_state = state.clone();
            self.emit(Event::StateChanged(state));
        }
        self.outputs.append(&mut self.answers);

        let wake = self.next_wake();
        if let Some(time) = wake.filter(|_| is_wake || wake != self.told_wake) {
            self.output(Output::WakeAt(time));
        }
        self.told_wake = wake;
        self.outputs.reverse();
    }

    fn next_wake(&self) -> Option<Timestamp> {
        let mut next = None;
        for task in &self.tasks {
            note_deadline(&mut next, task.deadline);
        }
        self.tabs.note_deadlines(&mut next);
        self.note_refresh_deadlines(&mut next);
        next
    }
}

/// Keeps the earlier of two times.
pub(crate) fn note_deadline(next: &mut Option<Timestamp>, deadline: Option<Timestamp>) {
    if let Some(deadline) = deadline
        && next.is_none_or(|next| deadline < next)
    {
        *next = Some(deadline);
    }
}

fn accept_json() -> (&'static str, String) {
    ("accept", "application/json".to_owned())
}

/// How long after its timeout a request is given up here, in case the shell never answers: late enough that it always
/// can.
const GRACE: Duration = Duration::from_secs(2);

/// How far the local clock may step back without having been set.
const CLOCK_JITTER: Duration = Duration::from_secs(2);
