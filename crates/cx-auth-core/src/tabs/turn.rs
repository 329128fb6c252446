//! Turns: the exclusive right to change the session that all tabs share.
//!
//! A tab that crashes lets go of the lock by the browser's doing. One that is frozen with the lock in its hand keeps it:
//! after [`PATIENCE`] the next one takes it away. What the frozen tab brings when it thaws is then refused by the record,
//! whose generation has moved on.

use core::time::Duration;

use crate::io::{LockFailure, RecordCommand, RecordValue, Recorded, RequestId, StorageFailure};
use crate::tabs::message::{Change, Message};
use crate::{Machine, Output, Storage, Timestamp};

/// A turn wanted or taken.
#[derive(Debug)]
pub(crate) struct Turn {
    purpose: Purpose,
    /// The lock, wanted or held; `None` where tabs share nothing.
    lock: Option<RequestId>,
    /// When the stage is given up.
    pub(crate) deadline: Option<Timestamp>,
    stage: Stage,
}

/// What a turn is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// `start()` looks for a session.
    Look,
    /// The session is renewed.
    Renew,
    /// The session is there, and may have changed.
    Check,
}

/// How far it is. The generation of the record that was `seen` under the lock is kept apart from this tab's own, which stays
/// behind if nobody answers: it must not pass what it has for what the others are behind, and what they tell too late is
/// still newer.
#[derive(Debug)]
enum Stage {
    /// Other tabs may have the lock.
    Locking(Patience),
    /// The record is read.
    Reading { record: RequestId, company: bool },
    /// Another tab has something newer and is asked for it.
    Asking { seen: u64 },
    /// It is this tab's turn.
    Acting { seen: u64 },
    /// What came of it is written down.
    Writing(Writing),
}

/// How a lock is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patience {
    /// Until whoever has it counts as frozen.
    First,
    /// Once more, because the time went by in sleep: whoever has it slept too.
    Again,
    /// It is being taken away.
    Forced,
}

/// A change on its way into the record. When the turn is no longer kept for it, it may still succeed, as when the laptop
/// slept.
#[derive(Debug)]
pub(crate) struct Writing {
    record: RequestId,
    change: Change,
}

impl Machine {
    /// Asks for a turn; when it comes, and nothing newer has come instead, whoever asked is told.
    pub(crate) fn take_turn(&mut self, purpose: Purpose) {
        if self.is_writing() {
            self.tabs.next = Some(purpose);
            return;
        }
        self.leave_turn();
        if self.is_sharing() {
            self.lock(purpose, Patience::First);
        } else {
            self.act_alone(purpose);
        }
    }

    /// Lets go of the turn, or of the wish for one; what is being written down is written down first.
    pub(crate) fn leave_turn(&mut self) {
        self.tabs.next = None;
        if !self.is_writing() {
            self.unlock();
            self.tabs.turn = None;
        }
    }

    fn is_writing(&self) -> bool {
        matches!(&self.tabs.turn, Some(Turn { stage: Stage::Writing(_), .. }))
    }

    fn unlock(&mut self) {
        if let Some(id) = self.tabs.turn.as_mut().and_then(|turn| turn.lock.take()) {
            self.output(Output::Unlock { id });
        }
    }

    fn proceed_turn(&mut self, stage: Stage, deadline: Option<Timestamp>) {
        if let Some(turn) = &mut self.tabs.turn {
            turn.stage = stage;
            turn.deadline = deadline;
        }
    }

    /// Lets go of the turn if it was taken for this.
    pub(crate) fn leave_turn_of(&mut self, purpose: Purpose) {
        if self.tabs.turn.as_ref().is_some_and(|turn| turn.purpose == purpose) {
            self.leave_turn();
        }
    }

    pub(crate) fn locked(&mut self, id: RequestId, result: Result<bool, LockFailure>) {
        let Some(Turn { purpose, lock, stage: Stage::Locking(_), .. }) = &self.tabs.turn else { return };
        if *lock != Some(id) {
            return;
        }
        let purpose = *purpose;
        match result {
            Ok(company) => {
                let record = self.new_pending();
                self.output(Output::Record { id: record.id, command: RecordCommand::Read });
                self.proceed_turn(Stage::Reading { record: record.id, company }, Some(record.deadline));
            }
            Err(LockFailure::Unavailable) => self.be_alone(purpose),
            // It was taken away before it was used: ask again, behind whoever took it.
            Err(LockFailure::Taken) => self.lock(purpose, Patience::First),
        }
    }

    pub(crate) fn recorded(&mut self, id: RequestId, result: Result<Recorded, StorageFailure>) {
        if let Some(index) = self.tabs.writings.iter().position(|writing| writing.record == id) {
            let Writing { change, .. } = self.tabs.writings.swap_remove(index);
            self.written(change, result);
            return self.go_on_written();
        }
        match &self.tabs.turn {
            Some(Turn { purpose, stage: Stage::Reading { record, company }, .. }) if *record == id => {
                let (purpose, company) = (*purpose, *company);
                match result {
                    Ok(recorded) => self.compare(purpose, company, recorded),
                    Err(_) => {
                        self.unlock();
                        self.be_alone(purpose);
                    }
                }
            }
            Some(Turn { stage: Stage::Writing(writing), .. }) if writing.record == id => {
                if let Some(Turn { lock, stage: Stage::Writing(writing), .. }) = self.tabs.turn.take() {
                    self.written(writing.change, result);
                    self.turn_is_over(lock);
                }
            }
            _ => {}
        }
    }

    /// Writes a change into the record: under the turn, if this tab has it, and then only if the record is still the one
    /// that was seen.
    pub(super) fn write_down(&mut self, change: Change) {
        let seen = match &self.tabs.turn {
            Some(Turn { lock: Some(_), stage: Stage::Acting { seen }, .. }) => Some(*seen),
            _ => None,
        };
        if let Some(seen) = seen {
            // What is written down follows that, so whatever is told of it comes too late now.
            self.tabs.generation = seen;
        }
        let value = match &change {
            Change::Session(text) if self.config.storage() == Storage::Local => {
                RecordValue::Session(Some(text.clone()))
            }
            Change::Session(_) => RecordValue::Session(None),
            Change::Ended => RecordValue::Ended,
            Change::SignedOut => RecordValue::SignedOut,
        };
        let record = self.new_pending();
        let only_if = seen;
        let command = RecordCommand::Replace { only_if, at_least: self.tabs.generation, value };
        self.output(Output::Record { id: record.id, command });
        let writing = Writing { record: record.id, change };
        if seen.is_some() {
            return self.proceed_turn(Stage::Writing(writing), Some(record.deadline));
        }
        self.tabs.turn.take_if(|turn| matches!(turn.stage, Stage::Acting { .. }));
        self.tabs.writings.push(writing);
    }

    pub(crate) fn give_up_overdue_turn(&mut self) {
        let now = self.now();
        let Some(turn) = &self.tabs.turn else { return };
        let Some(deadline) = turn.deadline.filter(|deadline| *deadline <= now) else { return };
        let purpose = turn.purpose;
        match turn.stage {
            Stage::Locking(Patience::First) if now.since(deadline) > OVERSLEPT => {
                let deadline = Some(self.end_of_patience());
                self.proceed_turn(Stage::Locking(Patience::Again), deadline);
            }
            Stage::Locking(Patience::First | Patience::Again) => {
                self.unlock();
                self.lock(purpose, Patience::Forced);
            }
            Stage::Locking(Patience::Forced) | Stage::Reading { .. } => {
                self.unlock();
                self.act_alone(purpose);
            }
            Stage::Asking { seen } => self.act(purpose, seen, true),
            Stage::Writing(_) => {
                if let Some(Turn { lock, stage: Stage::Writing(writing), .. }) = self.tabs.turn.take() {
                    self.tabs.writings.push(writing);
                    self.turn_is_over(lock);
                }
            }
            Stage::Acting { .. } => {}
        }
    }

    fn turn_is_over(&mut self, lock: Option<RequestId>) {
        if let Some(id) = lock {
            self.output(Output::Unlock { id });
        }
        if let Some(purpose) = self.tabs.next.take() {
            self.take_turn(purpose);
        }
    }

    fn lock(&mut self, purpose: Purpose, patience: Patience) {
        let by_force = patience == Patience::Forced;
        let deadline = if by_force {
            self.output(Output::Broadcast(Message::Taking.to_text()));
            self.now().plus(self.config.timeout())
        } else {
            self.end_of_patience()
        };
        let id = self.new_id();
        self.output(Output::Lock { id, by_force });
        let (lock, deadline, stage) = (Some(id), Some(deadline), Stage::Locking(patience));
        self.tabs.turn = Some(Turn { purpose, lock, deadline, stage });
    }

    /// Another tab takes the lock away, so whoever has it now is not frozen.
    pub(super) fn wait_anew(&mut self) {
        let deadline = self.end_of_patience();
        if let Some(turn) = &mut self.tabs.turn
            && matches!(turn.stage, Stage::Locking(Patience::First | Patience::Again))
        {
            turn.deadline = Some(deadline);
        }
    }

    /// Until when a lock that is wanted now is waited for. Partly random, because tabs that wait for the same one began at
    /// the same time.
    fn end_of_patience(&mut self) -> Timestamp {
        let [random] = self.moment.entropy().take();
        self.now().plus(self.config.timeout() + PATIENCE + Duration::from_millis(u64::from(random) * 12))
    }

    /// The lock is held and the record read: is there anything newer than what this tab has?
    fn compare(&mut self, purpose: Purpose, company: bool, recorded: Recorded) {
        let Recorded { generation: seen, value, .. } = recorded;
        if seen <= self.tabs.generation {
            // The record may be gone, cleared with the site's data, and be counted from the start again.
            self.tabs.generation = seen;
            return self.act(purpose, seen, false);
        }
        let change = match value {
            RecordValue::Session(Some(text)) => Change::Session(text),
            RecordValue::Session(None) if company => {
                let deadline = Some(self.now().plus(ANSWER_TIME));
                self.proceed_turn(Stage::Asking { seen }, deadline);
                return self.ask_others();
            }
            RecordValue::Ended if purpose != Purpose::Look => Change::Ended,
            RecordValue::SignedOut if purpose != Purpose::Look => Change::SignedOut,
            RecordValue::Session(None) | RecordValue::Ended | RecordValue::SignedOut => {
                return self.act(purpose, seen, true);
            }
        };
        self.proceed_turn(Stage::Acting { seen }, None);
        if !self.follow(seen, change) {
            self.act(purpose, seen, true);
        }
    }

    /// It is this tab's turn. `is_behind`: another tab has renewed the session since, but is gone or does not answer, so
    /// what this tab has is used up.
    fn act(&mut self, purpose: Purpose, seen: u64, is_behind: bool) {
        self.proceed_turn(Stage::Acting { seen }, None);
        match purpose {
            Purpose::Look => self.startup_turn_came(),
            Purpose::Renew => self.renewal_turn_came(is_behind),
            Purpose::Check => {
                self.leave_turn();
                if is_behind {
                    self.refresh();
                }
            }
        }
    }

    /// It is this tab's turn, without a lock.
    fn act_alone(&mut self, purpose: Purpose) {
        let stage = Stage::Acting { seen: 0 };
        self.tabs.turn = Some(Turn { purpose, lock: None, deadline: None, stage });
        self.act(purpose, 0, false);
    }

    /// The browser lacks what sharing takes.
    fn be_alone(&mut self, purpose: Purpose) {
        self.tabs.alone = true;
        self.act_alone(purpose);
    }

    fn written(&mut self, change: Change, result: Result<Recorded, StorageFailure>) {
        match result {
            Ok(Recorded { generation, replaced: true, .. }) => {
                self.tabs.generation = generation;
                // With the generation that it has now: a reload would else take it for an older one.
                self.keep_session();
                self.tell_others(change);
            }
            // Another tab was faster: what it has is what counts.
            Ok(Recorded { .. }) => self.ask_others(),
            Err(_) => self.tabs.alone = true,
        }
    }
}

/// How much longer than one request a tab may hold the lock, at least, before it counts as frozen: it may have to send a
/// second.
const PATIENCE: Duration = Duration::from_secs(5);

/// How late a timer may be before the machine must have slept.
const OVERSLEPT: Duration = Duration::from_secs(2);

/// How long another tab may take to answer.
const ANSWER_TIME: Duration = Duration::from_secs(1);
