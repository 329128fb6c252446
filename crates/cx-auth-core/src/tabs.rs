//! One session for all tabs of an application: who may change it, and how the others get it.
//!
//! No tab leads. Whoever wants to change the session takes a [turn](turn): a lock, and under it a look at a record that
//! all tabs share, whether another has changed it meanwhile. The record has a generation, counted up with each change and
//! replaced only if it is still the one that was seen; tokens need not be in it, since a broadcast carries them. A
//! broadcast may be late, so a tab that finds a newer generation asks the others for it before it does anything itself.
//!
//! Where the browser lacks one of the three (Web Locks, IndexedDB, BroadcastChannel), or denies it, each tab is on its own.

pub(crate) mod message;
pub(crate) mod turn;

use core::time::Duration;

use crate::access_token::Wish;
use crate::error::AccessTokenError;
use crate::io::StoreCommand;
use crate::machine::note_deadline;
use crate::secret::SecretText;
use crate::session::{Session, SignedOutReason, Waiter};
use crate::startup::Startup;
use crate::tabs::message::{Change, KeptSession, Message};
use crate::tabs::turn::{Purpose, Turn};
use crate::{Machine, Output, Timestamp};

/// What this tab knows of the others.
#[derive(Debug, Default)]
pub(crate) struct Tabs {
    /// Which of all changes of the session this tab has seen last.
    generation: u64,
    turn: Option<Turn>,
    /// What the next turn is wanted for, while the last one is being written down.
    next: Option<turn::Purpose>,
    /// Changes that are being written down outside a turn.
    writings: Vec<turn::Writing>,
    /// The browser has denied what sharing takes.
    alone: bool,
}

impl Tabs {
    /// Whether no change is on its way into the record, but one of the turn.
    pub(crate) fn is_written(&self) -> bool {
        self.writings.is_empty()
    }

    pub(crate) fn note_deadlines(&self, next: &mut Option<Timestamp>) {
        note_deadline(next, self.turn.as_ref().and_then(|turn| turn.deadline));
    }
}

impl Machine {
    /// A new session, or a renewed one, is there: it is kept, and the other tabs shall have it too. Ends the turn, if this
    /// tab has it.
    pub(crate) fn share_session(&mut self) {
        if let Session::Active(active) = &self.session {
            let text = active.to_text(self.tabs.generation, &self.clock);
            self.share(Change::Session(text));
        }
    }

    /// Another tab says something.
    pub(crate) fn heard(&mut self, text: &SecretText) {
        if !self.is_sharing() || matches!(self.startup, Startup::NotStarted) {
            return;
        }
        // Whatever else is said on the channel is not for us.
        match Message::read(text) {
            Some(Message::Wanted { since }) if since < self.tabs.generation => {
                if let Session::Active(active) = &self.session {
                    let text = active.to_text(self.tabs.generation, &self.clock);
                    self.tell_others(Change::Session(text));
                }
            }
            Some(Message::Taking) => self.wait_anew(),
            Some(Message::LoggedOut { sid }) => {
                let is_meant = self.user().is_some_and(|user| user.claims.text("sid") == Some(&sid));
                if is_meant && matches!(self.session, Session::Active(_)) {
                    self.leave_turn();
                    self.end_session(AccessTokenError::SessionEnded.into());
                    self.share(Change::Ended);
                }
            }
            Some(Message::Changed { generation, change }) if generation > self.tabs.generation => {
                self.follow(generation, change);
            }
            _ => {}
        }
    }

    /// Takes over what became of the session in another tab. `false`: it was not understood.
    pub(super) fn follow(&mut self, generation: u64, change: Change) -> bool {
        match change {
            Change::Session(text) => {
                let Some(kept) = KeptSession::read(&text, self.read_json) else { return false };
                self.tabs.generation = generation;
                self.leave_turn();
                self.adopt(kept);
                self.keep_session();
            }
            Change::Ended => {
                self.tabs.generation = generation;
                if matches!(self.session, Session::Active(_)) {
                    self.leave_turn();
                    self.end_session(AccessTokenError::SessionEnded.into());
                    self.keep(None);
                }
            }
            Change::SignedOut => {
                self.tabs.generation = generation;
                if !matches!(self.session, Session::Absent(_)) {
                    self.leave_turn();
                    self.forget_session(SignedOutReason::ByUser);
                    self.startup_overtaken_by_sign_out();
                    self.keep(None);
                }
            }
        }
        true
    }

    /// Takes over a session that was kept, or that another tab has.
    fn adopt(&mut self, kept: KeptSession) {
        self.clock.adopt(kept.clock);
        // It may be the very session that this tab had, told once more: then what was waited for is still to come.
        for Waiter { call, instead_of, .. } in self.replace_session(kept.session) {
            self.access_token(Wish { call, min_validity: Duration::ZERO, instead_of });
        }
    }

    /// Takes over the session that was kept for a reload.
    pub(crate) fn take_up_kept(&mut self, kept: KeptSession) {
        self.tabs.generation = kept.generation;
        self.adopt(kept);
    }

    /// The page was kept by the back/forward cache, where it heard nothing: looks whether the session has changed.
    pub(crate) fn look_at_record(&mut self) {
        if self.is_sharing() && matches!(self.session, Session::Active(_)) && self.tabs.turn.is_none() {
            self.take_turn(Purpose::Check);
        }
    }

    pub(super) fn is_sharing(&self) -> bool {
        self.config.shares_session() && !self.tabs.alone
    }

    /// Tells the other tabs of a change that is written down.
    pub(super) fn tell_others(&mut self, change: Change) {
        let message = Message::Changed { generation: self.tabs.generation, change };
        self.output(Output::Broadcast(message.to_text()));
    }

    /// Asks the other tabs for what is newer than what this one has.
    pub(super) fn ask_others(&mut self) {
        let message = Message::Wanted { since: self.tabs.generation };
        self.output(Output::Broadcast(message.to_text()));
    }

    /// What became of the session is kept, and the other tabs shall follow. Ends the turn, if this tab has it.
    pub(crate) fn share(&mut self, change: Change) {
        self.keep(match &change {
            Change::Session(text) => Some(text),
            Change::Ended | Change::SignedOut => None,
        });
        if self.is_sharing() {
            self.write_down(change);
        } else {
            self.leave_turn();
        }
    }

    /// This tab has no session any more, and takes no part in that of the others.
    pub(crate) fn forget_here(&mut self) {
        self.tabs.alone = true;
        self.keep(None);
    }

    pub(super) fn keep_session(&mut self) {
        if let Session::Active(active) = &self.session {
            let text = active.to_text(self.tabs.generation, &self.clock);
            self.keep(Some(&text));
        }
    }

    /// Keeps the session where the application has chosen, so that a reload finds it. Nobody waits for the result: without
    /// it a reload looks elsewhere.
    fn keep(&mut self, text: Option<&SecretText>) {
        let Some(area) = self.config.storage().own_area() else { return };
        let key = self.session_key();
        self.store(
            area,
            match text {
                Some(text) => StoreCommand::Write { key, value: text.clone() },
                None => StoreCommand::Remove { key },
            },
        );
    }

    pub(crate) fn session_key(&self) -> String {
        ["cx-auth.session:", self.config.client_id(), "@", self.config.issuer()].concat()
    }
}
