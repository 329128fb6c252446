//! A browser tab with one page, one machine on it, session storage, and a virtual clock.

use core::time::Duration;
use std::collections::BTreeMap;

use cx_auth_core::io::{
    CallId, CryptoFailure, FrameFailure, HttpFailure, Input, Method, OnLoad, PopupFailure, Request,
    RequestId, Response, SignInOptions, StorageArea, StorageFailure, StoreCommand, WakeCause,
};
use cx_auth_core::json::read_json;
use cx_auth_core::secret::{SecretText, SecretUrl};
use cx_auth_core::{Answer, AuthError, AuthState, Config, Entropy, Machine, Moment, Output, Timestamp};

use crate::origin::{Delivery, Origin};
use crate::proof::ProofKey;
use crate::record::Record;
use crate::server::{CLIENT_ID, ISSUER, Server};
use crate::token;

/// The tab.
#[derive(Debug)]
pub struct Browser {
    /// The machine of the page that is open.
    pub machine: Machine,
    /// The server there is.
    pub server: Server,
    /// What happened on this page and on those before.
    pub record: Record,
    /// The tab's session storage.
    pub storage: BTreeMap<String, String>,
    /// How well that works.
    pub storage_health: StorageHealth,
    /// How well WebCrypto works.
    pub crypto_health: CryptoHealth,
    /// The key that requests are proven with.
    pub proof_key: ProofKey,
    /// Whether a page that is loaded later has the same; the test must change it then.
    pub keeps_proof_key: bool,
    /// Whether the page's own server says what time it is.
    pub site_has_clock: bool,
    /// Whether hidden frames do not work, and how.
    pub frame_failure: Option<FrameFailure>,
    /// How long they take.
    pub frame_delay: Duration,
    /// What the user does with a popup.
    pub popup_user: PopupUser,
    /// Whether the browser refuses to navigate.
    pub navigation_fails: bool,
    /// What the tabs of this origin share.
    pub origin: Origin,
    /// How long what another tab says is on its way.
    pub broadcast_delay: Duration,
    pub(crate) tab: usize,
    popup: Option<RequestId>,
    config: Config,
    page_url: String,
    now: Timestamp,
    timer: Option<Timestamp>,
    inputs: BTreeMap<(Timestamp, u64), Input>,
    counter: u64,
    flights: BTreeMap<RequestId, Flight>,
}

/// A refresh request under way.
#[derive(Debug)]
struct Flight {
    form: SecretText,
    /// When a machine may take it for lost.
    overdue: Timestamp,
}

/// What the user does with a popup, if the browser opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PopupUser {
    /// Signs in.
    SignsIn,
    /// Closes it.
    Closes,
    /// Leaves it open.
    Waits,
    /// Never sees it: the browser blocks it.
    IsNotAsked,
}

/// How well WebCrypto works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CryptoHealth {
    /// It does.
    Good,
    /// It is not there, or does not know the algorithm.
    Bad(CryptoFailure),
    /// It never says anything.
    Mute,
}

/// How well the session storage works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageHealth {
    /// It does.
    Good,
    /// Every command fails so.
    Bad(StorageFailure),
    /// What is there can be read, but nothing can be written.
    ReadOnly(StorageFailure),
    /// It never says anything.
    Mute,
}

/// The configuration of the AgentDesk, with silent sign-in.
pub fn agentdesk() -> Config {
    Config::new(ISSUER, CLIENT_ID)
        .and_then(|config| config.with_redirect_uri("https://desk.example/"))
        .and_then(|config| config.with_silent_redirect_uri("https://desk.example/silent.html"))
        .expect("a valid configuration")
}

impl Browser {
    /// A new tab at this URL.
    pub fn open(config: Config, page_url: &str) -> Self {
        Self {
            machine: Machine::new(config.clone(), read_json),
            server: Server::default(),
            record: Record::default(),
            storage: BTreeMap::new(),
            storage_health: StorageHealth::Good,
            crypto_health: CryptoHealth::Good,
            proof_key: ProofKey(1),
            keeps_proof_key: true,
            site_has_clock: true,
            frame_failure: None,
            frame_delay: Duration::ZERO,
            popup_user: PopupUser::SignsIn,
            navigation_fails: false,
            origin: Origin::default(),
            broadcast_delay: Duration::ZERO,
            tab: 0,
            popup: None,
            config,
            page_url: page_url.to_owned(),
            now: Timestamp::from_millis(1_790_000_000_000),
            timer: None,
            inputs: BTreeMap::new(),
            counter: 0,
            flights: BTreeMap::new(),
        }
    }

    /// A tab in which the agent has just signed in.
    pub fn signed_in(config: Config) -> Self {
        let mut browser = Self::open(config, "https://desk.example/");
        browser.sign_in_and_return();
        assert_eq!(browser.state(), &AuthState::SignedIn);
        browser
    }

    /// Leaves for the sign-in page, where the user signs in, and starts on the page that comes back.
    pub fn sign_in_and_return(&mut self) {
        self.sign_in(SignInOptions::default());
        self.settle();
        self.sign_in_on_the_page();
        self.start(OnLoad::CheckSso);
        self.settle();
    }

    /// Another page is loaded in the same tab: memory is gone, session storage stays.
    pub fn arrive(&mut self, page_url: &str) {
        self.machine = Machine::new(self.config.clone(), read_json);
        self.inputs.clear();
        self.flights.clear();
        self.timer = None;
        page_url.clone_into(&mut self.page_url);
    }

    /// The user signs in where the page was left for, and is sent back.
    pub fn sign_in_on_the_page(&mut self) {
        let url = self.left_for().to_owned();
        let callback = self.server.sign_in(&url);
        self.arrive(&callback);
    }

    /// Where the page was left for, the last time.
    pub fn left_for(&self) -> &str {
        self.record.navigations.last().expect("the page was not left")
    }

    /// The URL in the address bar.
    pub fn page_url(&self) -> &str {
        &self.page_url
    }

    /// The state of the machine.
    pub fn state(&self) -> &AuthState {
        self.machine.state()
    }

    /// The local time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The page becomes visible, the browser comes online, and the like.
    pub fn wake(&mut self, cause: WakeCause) {
        self.handle(Input::Wake(cause));
    }

    /// What a call was answered, if it was.
    pub fn answer(&self, call: CallId) -> Option<&Result<Answer, AuthError>> {
        self.record.answers.get(&call)
    }

    /// The error a call was answered with, by its code.
    pub fn refusal(&self, call: CallId) -> Option<&'static str> {
        self.answer(call)?.as_ref().err().map(|error| error.code().as_str())
    }

    /// The access token a call was answered with.
    pub fn token(&self, call: CallId) -> Option<String> {
        match self.answer(call)? {
            Ok(Answer::AccessToken(token)) => Some(token.secret().clone()),
            _ => None,
        }
    }

    /// Lets happen what happens now.
    pub fn settle(&mut self) {
        self.advance(Duration::ZERO);
    }

    /// Lets time pass, and happen what happens meanwhile.
    pub fn advance(&mut self, duration: Duration) {
        let end = self.now.plus(duration);
        let mut steps_at_once = 0;
        while let Some(time) = self.next_time().filter(|time| *time <= end) {
            steps_at_once = if time > self.now { 0 } else { steps_at_once + 1 };
            assert!(steps_at_once < 1000, "something keeps happening and time stands still");
            self.now = self.now.max(time);
            self.step();
        }
        self.now = end;
    }

    /// The laptop sleeps: time passes and nothing happens, until it wakes and all is late.
    pub fn sleep(&mut self, duration: Duration) {
        self.now = self.now.plus(duration);
        self.settle();
    }

    /// Somebody sets the local clock; the server's goes on.
    pub fn set_clock(&mut self, seconds: i64) {
        let duration = Duration::from_secs(seconds.unsigned_abs());
        let set = |time: Timestamp| if seconds < 0 { time.minus(duration) } else { time.plus(duration) };
        self.now = set(self.now);
        for flight in self.flights.values_mut() {
            flight.overdue = set(flight.overdue);
        }
        self.server.clock_ahead -= seconds;
    }

    /// Gives the machine an input, now.
    pub fn handle(&mut self, input: Input) {
        self.counter += 1;
        self.record.log.push(format!("{input:?}"));
        if let Input::Http { id, .. } = &input {
            self.flights.remove(id);
        }
        self.machine.handle(Moment::new(self.now, entropy(self.counter)), input);
        while let Some(output) = self.machine.poll() {
            self.record.log.push(format!("{output:?}"));
            self.perform(output);
        }
        self.record.log.push(format!("{:?}", self.machine));
        if self.origin.living == [self.tab] {
            for delivery in self.origin.take_deliveries() {
                self.deliver(delivery);
            }
        }
    }

    /// The popup that was opened last.
    pub fn popup_id(&self) -> Option<RequestId> {
        self.popup
    }

    /// The user has signed in, in the popup, which arrives at this URL.
    pub fn arrive_in_popup(&mut self, id: RequestId, url: &str) {
        self.handle(Input::Popup { id, result: Ok(SecretUrl::new(url)) });
    }

    /// Takes in what comes from the other tabs.
    pub(crate) fn deliver(&mut self, delivery: Delivery) {
        let after = if delivery.is_broadcast { self.broadcast_delay } else { Duration::ZERO };
        self.handle_later(after, delivery.input);
    }

    /// So that no two tabs draw the same random bytes.
    pub(crate) fn set_seed(&mut self, seed: u64) {
        self.counter = seed;
    }

    pub(crate) fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// Gives the machine an input later.
    pub fn handle_later(&mut self, after: Duration, input: Input) {
        self.counter += 1;
        self.inputs.insert((self.now.plus(after), self.counter), input);
    }

    /// Takes away what is under way and would come back as an input, to be delivered by hand.
    pub fn take_inputs(&mut self) -> Vec<Input> {
        core::mem::take(&mut self.inputs).into_values().collect()
    }

    /// How many requests with one and the same refresh token are under way, at most.
    pub fn refreshes_in_flight(&self) -> usize {
        let young: Vec<&SecretText> = self
            .flights
            .values()
            .filter(|flight| flight.overdue > self.now)
            .map(|flight| &flight.form)
            .collect();
        young.iter().map(|form| young.iter().filter(|other| *other == form).count()).max().unwrap_or(0)
    }

    /// What no log may show: what the server issued, and what the machine made up.
    pub fn secrets(&self) -> Vec<String> {
        self.server.secrets.iter().cloned().collect()
    }

    pub(crate) fn next_time(&self) -> Option<Timestamp> {
        let input = self.inputs.keys().next().map(|(time, _)| *time);
        input.into_iter().chain(self.timer).min()
    }

    pub(crate) fn step(&mut self) {
        if let Some(entry) = self.inputs.first_entry().filter(|entry| entry.key().0 <= self.now) {
            let input = entry.remove();
            self.handle(input);
        } else if self.timer.take().is_some() {
            self.wake(WakeCause::Timer);
        }
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Http(request) => self.send(request),
            Output::Store { id, area, command } => {
                let result = match area {
                    StorageArea::Session => self.store(command),
                    StorageArea::Own => Some(Err(StorageFailure::Denied)),
                };
                if let Some(result) = result {
                    self.handle_later(Duration::ZERO, Input::Stored { id, result });
                }
            }
            Output::Frame { id, url, timeout } => {
                self.record.frames.push(url.secret().to_owned());
                let (after, result) = match self.frame_failure {
                    None => (self.frame_delay, Ok(SecretUrl::new(self.server.silent(url.secret())))),
                    Some(FrameFailure::Timeout) => (timeout, Err(FrameFailure::Timeout)),
                    Some(failure) => (Duration::ZERO, Err(failure)),
                };
                self.handle_later(after, Input::Frame { id, result });
            }
            Output::PopupOpen { id } => {
                self.popup = Some(id);
                if self.popup_user == PopupUser::IsNotAsked {
                    let result = Err(PopupFailure::Blocked);
                    self.handle_later(Duration::ZERO, Input::Popup { id, result });
                }
            }
            Output::PopupTo { id, url } => {
                self.record.popups.push(url.secret().to_owned());
                let result = match self.popup_user {
                    PopupUser::SignsIn => Ok(SecretUrl::new(self.server.sign_in(url.secret()))),
                    PopupUser::Closes => Err(PopupFailure::Closed),
                    PopupUser::Waits | PopupUser::IsNotAsked => return,
                };
                self.handle_later(Duration::ZERO, Input::Popup { id, result });
            }
            Output::PopupClose { .. } => {}
            Output::Lock { id, by_force } => self.origin.lock(self.tab, id, by_force),
            Output::Unlock { id } => self.origin.unlock(self.tab, id),
            Output::Record { id, command } => {
                let result = self.origin.record(command);
                self.handle_later(Duration::ZERO, Input::Recorded { id, result });
            }
            Output::Broadcast(text) => self.origin.broadcast(self.tab, &text),
            Output::Navigate { id, url } => {
                self.record.navigations.push(url.secret().to_owned());
                if self.navigation_fails {
                    self.handle_later(Duration::ZERO, Input::NavigationFailed { id });
                }
            }
            Output::ProofKey { id } => {
                let result = match self.crypto_health {
                    CryptoHealth::Good => Ok(self.proof_key.public(self.keeps_proof_key)),
                    CryptoHealth::Bad(failure) => Err(failure),
                    CryptoHealth::Mute => return,
                };
                self.handle_later(Duration::ZERO, Input::ProofKey { id, result });
            }
            Output::Sign { id, text } => {
                let result = match self.crypto_health {
                    CryptoHealth::Good => Ok(self.proof_key.sign(text.secret())),
                    CryptoHealth::Bad(failure) => Err(failure),
                    CryptoHealth::Mute => return,
                };
                self.handle_later(Duration::ZERO, Input::Signed { id, result });
            }
            Output::Verify(verification) => {
                let id = verification.id;
                self.record.verifications.push(verification.clone());
                let result = match self.crypto_health {
                    CryptoHealth::Good => Ok(token::verify(&verification)),
                    CryptoHealth::Bad(failure) => Err(failure),
                    CryptoHealth::Mute => return,
                };
                self.handle_later(Duration::ZERO, Input::Verified { id, result });
            }
            Output::ReplaceUrl { url } => {
                url.secret().clone_into(&mut self.page_url);
                self.record.replaced_urls.push(url.secret().to_owned());
            }
            Output::WakeAt(time) => self.timer = Some(time),
            Output::Answer { call, result } => {
                *self.record.answered.entry(call).or_default() += 1;
                self.record.answers.insert(call, result);
            }
            Output::Event(event) => self.record.events.push(event),
        }
    }

    fn send(&mut self, request: Request) {
        let id = request.id;
        if request.method == Method::Head {
            let result = if self.site_has_clock {
                let date = self.now.as_millis() + self.server.clock_ahead * 1000;
                Ok(Response::new(200, "").with_date(Timestamp::from_millis(date.div_euclid(1000) * 1000)))
            } else {
                Err(HttpFailure::Network)
            };
            self.record.requests.push(request);
            return self.handle_later(Duration::ZERO, Input::Http { id, result });
        }
        let outcome = self.server.request(&request, self.now);
        if let Some(form) =
            request.body.clone().filter(|form| form.secret().contains("grant_type=refresh_token"))
        {
            let overdue = self.now.plus(request.timeout + Duration::from_secs(2));
            self.flights.insert(id, Flight { form, overdue });
        }
        self.record.requests.push(request);
        if let Some(outcome) = outcome {
            self.handle_later(outcome.after, Input::Http { id, result: outcome.result });
        }
    }

    fn store(&mut self, command: StoreCommand) -> Option<Result<Option<SecretText>, StorageFailure>> {
        match self.storage_health {
            StorageHealth::ReadOnly(failure) if matches!(command, StoreCommand::Write { .. }) => {
                return Some(Err(failure));
            }
            StorageHealth::Good | StorageHealth::ReadOnly(_) => {}
            StorageHealth::Bad(failure) => return Some(Err(failure)),
            StorageHealth::Mute => return None,
        }
        Some(Ok(match command {
            StoreCommand::Read { key } => self.storage.get(&key).cloned().map(SecretText::new),
            StoreCommand::Write { key, value } => {
                self.storage.insert(key, value.into_secret());
                None
            }
            StoreCommand::Remove { key } => {
                self.storage.remove(&key);
                None
            }
        }))
    }

    pub(crate) fn new_call(&mut self) -> CallId {
        self.counter += 1;
        CallId(self.counter)
    }
}

/// Bytes that differ from input to input, and are the same in each run (SplitMix64).
pub fn entropy(seed: u64) -> Entropy {
    let mut state = seed;
    let mut bytes = [0; Entropy::LENGTH];
    for chunk in bytes.chunks_exact_mut(8) {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        chunk.copy_from_slice(&(word ^ (word >> 31)).to_le_bytes());
    }
    Entropy::new(bytes)
}
