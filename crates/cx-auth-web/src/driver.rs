//! The one loop between the browser and the machine.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::{Rc, Weak};

use cx_auth_core::io::{
    CallId, CryptoFailure, LockFailure, PopupFailure, RequestId, StorageArea, StorageFailure,
};
use cx_auth_core::{Answer, AuthError, Config, Event, Input, Machine, Output};
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

use crate::face::{Face, Refusal};
use crate::host::{clock, fetch, frame, json, location, storage, timer, wake};
use crate::waiting::Waiting;

/// Feeds the machine, drains it after each input, and has each output done.
///
/// Everything that lives longer than one turn (timers, listeners, requests, frames) is owned here and let go of when
/// the driver is; what is under way elsewhere holds the driver weakly.
pub(crate) struct Driver {
    machine: RefCell<Machine>,
    inbox: RefCell<VecDeque<Input>>,
    running: Cell<bool>,
    closed: Cell<bool>,
    calls: RefCell<Waiting<CallId, Call>>,
    calls_made: Cell<u64>,
    errands: RefCell<Waiting<RequestId, Errand>>,
    timer: RefCell<Option<timer::Alarm>>,
    wake_ups: RefCell<Option<wake::WakeUps>>,
    face: Face,
}

impl Driver {
    pub(crate) fn new(config: Config, face: Face) -> Result<Rc<Self>, Refusal> {
        let driver = Rc::new(Self {
            machine: RefCell::new(Machine::new(config, json::read)),
            inbox: RefCell::default(),
            running: Cell::new(false),
            closed: Cell::new(false),
            calls: RefCell::default(),
            calls_made: Cell::new(0),
            errands: RefCell::default(),
            timer: RefCell::default(),
            wake_ups: RefCell::default(),
            face,
        });
        let weak = Rc::downgrade(&driver);
        let wake_ups =
            wake::listen(move |cause| give(&weak, Input::Wake(cause))).ok_or(Refusal::NotABrowser)?;
        driver.wake_ups.replace(Some(wake_ups));
        Ok(driver)
    }

    /// Puts a question of the application to the machine; the promise is its answer.
    pub(crate) fn ask(self: &Rc<Self>, input: impl FnOnce(CallId) -> Result<Input, Refusal>) -> Promise {
        let id = CallId(self.calls_made.replace(self.calls_made.get() + 1));
        match input(id) {
            Ok(input) => {
                let promise = Promise::new(&mut |resolve, reject| {
                    self.calls.borrow_mut().insert(id, Call { resolve, reject });
                });
                self.give(input);
                promise
            }
            Err(refusal) => Promise::reject(&self.face.refusal(&refusal)),
        }
    }

    /// Ends everything: what is under way is aborted, what still waits is rejected.
    pub(crate) fn close(&self, refusal: &Refusal) {
        self.closed.set(true);
        self.wake_ups.take();
        self.timer.take();
        self.errands.take();
        self.inbox.take();
        for call in self.calls.take().into_all() {
            call.reject(&self.face.refusal(refusal));
        }
    }

    /// Gives the machine an input, now or, from inside a turn, after it.
    fn give(self: &Rc<Self>, input: Input) {
        self.inbox.borrow_mut().push_back(input);
        if self.running.replace(true) {
            return;
        }
        while let Some(input) = self.next_input() {
            self.turn(input);
        }
        self.running.set(false);
    }

    fn next_input(&self) -> Option<Input> {
        if self.closed.get() { None } else { self.inbox.borrow_mut().pop_front() }
    }

    /// One input and all that comes of it. Nothing is borrowed while the page's code runs.
    fn turn(self: &Rc<Self>, input: Input) {
        let Some(moment) = clock::moment() else { return self.close(&Refusal::NotABrowser) };
        self.machine.borrow_mut().handle(moment, input);
        let mut changed = false;
        while let Some(output) = self.next_output() {
            changed |= matches!(output, Output::Event(_));
            self.perform(output);
        }
        if changed {
            let expires_at = self.machine.borrow().access_token_expires_at();
            self.face.push_expiry(expires_at);
            self.face.changed();
        }
    }

    fn next_output(&self) -> Option<Output> {
        if self.closed.get() { None } else { self.machine.borrow_mut().poll() }
    }

    fn perform(self: &Rc<Self>, output: Output) {
        match output {
            Output::Http(request) => {
                let id = request.id;
                let reply = self.reply(id, move |result| Input::Http { id, result });
                self.keep(id, Errand::Request(fetch::send(request, reply)));
            }
            Output::Frame { id, url, timeout } => {
                let reply = self.reply(id, move |result| Input::Frame { id, result });
                match frame::open(&url, timeout, reply) {
                    Ok(frame) => self.keep(id, Errand::Frame(frame)),
                    Err(failure) => self.give(Input::Frame { id, result: Err(failure) }),
                }
            }
            Output::Store { id, area: StorageArea::Session, command } => {
                self.give(Input::Stored { id, result: storage::perform(command) })
            }
            Output::Store { id, area: StorageArea::Own, .. } => {
                self.give(Input::Stored { id, result: Err(StorageFailure::Denied) });
            }
            Output::PopupOpen { id } | Output::PopupTo { id, .. } => {
                self.give(Input::Popup { id, result: Err(PopupFailure::Blocked) });
            }
            Output::Lock { id, .. } => {
                self.give(Input::Locked { id, result: Err(LockFailure::Unavailable) });
            }
            Output::Record { id, .. } => {
                self.give(Input::Recorded { id, result: Err(StorageFailure::Denied) });
            }
            Output::Verify(verification) => {
                self.give(Input::Verified { id: verification.id, result: Err(CryptoFailure::Unavailable) });
            }
            Output::PopupClose { .. } | Output::Unlock { .. } | Output::Broadcast(_) => {}
            Output::Navigate { id, url } => {
                if location::assign(&url).is_none() {
                    self.give(Input::NavigationFailed { id });
                }
            }
            Output::ReplaceUrl { url } => location::replace(&url),
            Output::WakeAt(time) => {
                let weak = Rc::downgrade(self);
                let ring = move || give(&weak, Input::Wake(cx_auth_core::io::WakeCause::Timer));
                self.timer.replace(Some(timer::set(time, ring)));
            }
            Output::Answer { call, result } => self.answer(call, result),
            Output::Event(event) => self.publish(event),
        }
    }

    /// What an errand calls with its result: the errand is over, and the machine hears of it.
    fn reply<T, I: FnOnce(T) -> Input>(
        self: &Rc<Self>,
        id: RequestId,
        input: I,
    ) -> impl FnOnce(T) + use<T, I> {
        let weak = Rc::downgrade(self);
        move |result| {
            if let Some(driver) = weak.upgrade() {
                let errand = driver.errands.borrow_mut().remove(&id);
                drop(errand);
                driver.give(input(result));
            }
        }
    }

    fn keep(&self, id: RequestId, errand: Errand) {
        self.errands.borrow_mut().insert(id, errand);
    }

    fn answer(&self, call: CallId, result: Result<Answer, AuthError>) {
        let Some(call) = self.calls.borrow_mut().remove(&call) else { return };
        match result {
            Ok(Answer::Started { app_state, .. }) => {
                call.resolve(&app_state.map_or(JsValue::UNDEFINED, |text| text.secret().into()));
            }
            Ok(Answer::AccessToken(token)) => call.resolve(&token.secret().as_str().into()),
            Ok(Answer::UserInfo(text)) => call.resolve(&text.secret().into()),
            Err(error) => call.reject(&self.face.error(&error)),
        }
    }

    fn publish(&self, event: Event) {
        match event {
            Event::StateChanged(state) => self.face.push_state(&state),
            Event::UserChanged(user) => self.face.push_user(user.as_deref()),
            // The expiry is pushed with every change.
            Event::TokensRenewed { .. } => {}
            Event::Noticed(error) => self.face.push_notice(&error),
        }
    }
}

/// Something under way outside; dropping it calls it off.
#[derive(Debug)]
enum Errand {
    Request(#[expect(dead_code, reason = "held to be dropped")] fetch::Exchange),
    Frame(#[expect(dead_code, reason = "held to be dropped")] frame::HiddenFrame),
}

/// The two ends of a promise that JavaScript holds.
#[derive(Debug)]
struct Call {
    resolve: Function,
    reject: Function,
}

impl Call {
    fn resolve(self, value: &JsValue) {
        // A promise's own functions never throw.
        let _ = self.resolve.call1(&JsValue::UNDEFINED, value);
    }

    fn reject(self, error: &JsValue) {
        let _ = self.reject.call1(&JsValue::UNDEFINED, error);
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Driver").field("machine", &self.machine).finish_non_exhaustive()
    }
}

fn give(driver: &Weak<Driver>, input: Input) {
    if let Some(driver) = driver.upgrade() {
        driver.give(input);
    }
}
