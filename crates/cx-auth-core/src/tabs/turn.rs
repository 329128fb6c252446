//! Turns: the exclusive right to change the session that all tabs share.
//!
//! A tab that crashes lets go of the lock by the browser's doing. One that is frozen with the lock in its hand keeps it:
//! after [`PATIENCE`] the next one takes it away. What the frozen tab brings when it thaws is then refused by the record,
//! whose generation has moved on.

use core::time::Duration;

use crate::io::{LockFailure, RecordCommand, RecordValue, Recorded, RequestId, StorageFailure};
use crate::session::Pending;
use crate::tabs::message::{Change, Message};
use crate::{Machine, Output, Storage, Timestamp};

/// A turn wanted or taken.
#[derive(Debug)]
pub(crate) struct Turn {
    purpose: Purpose,
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

#[derive(Debug)]
enum Stage {
    /// Other tabs may have the lock.
    Locking { lock: Pending, patience: Patience },
    /// The record is read.
    Reading { lock: RequestId, record: Pending, company: bool },
    /// Another tab has something newer and is asked for it.
    Asking { held: Held, until: Timestamp },
    /// It is this tab's turn. `held` is `None` where tabs share nothing.
    Acting { held: Option<Held> },
    /// What came of it is written down.
    Writing { lock: RequestId, writing: Writing },
}

/// The lock, and the generation of the record under it. This tab's own generation stays behind that if nobody answers: it
/// must not pass what it has for what the others are behind, and what they tell too late is still newer.
#[derive(Clone, Copy, Debug)]
struct Held {
    lock: RequestId,
    seen: u64,
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

/// A change on its way into the record.
#[derive(Debug)]
pub(crate) struct Writing {
    record: RequestId,
    /// Until when the turn is kept for it. After that it may still succeed, as when the laptop slept.
    deadline: Option<Timestamp>,
    change: Change,
}

impl Writing {
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.deadline
    }
}

impl Turn {
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        match &self.stage {
            Stage::Locking { lock: pending, .. } | Stage::Reading { record: pending, .. } => {
                Some(pending.deadline)
            }
            Stage::Writing { writing, .. } => writing.deadline,
            Stage::Asking { until, .. } => Some(*until),
            Stage::Acting { .. } => None,
        }
    }

    fn lock(&self) -> Option<RequestId> {
        match &self.stage {
            Stage::Locking { lock, .. } => Some(lock.id),
            Stage::Reading { lock, .. } | Stage::Writing { lock, .. } => Some(*lock),
            Stage::Asking { held, .. } => Some(held.lock),
            Stage::Acting { held } => held.map(|held| held.lock),
        }
    }
}

impl Machine {
    /// Asks for a turn; when it comes, and nothing newer has come instead, whoever asked is told.
    pub(crate) fn take_turn(&mut self, purpose: Purpose) {
        if matches!(&self.tabs.turn, Some(Turn { stage: Stage::Writing { .. }, .. })) {
            self.tabs.next = Some(purpose);
            return;
        }
        self.leave_turn();
        if self.is_sharing() {
            self.lock(purpose, Patience::First);
        } else {
            self.act(purpose, None, false);
        }
    }

    /// Lets go of the turn, or of the wish for one; what is being written down is written down first.
    pub(crate) fn leave_turn(&mut self) {
        self.tabs.next = None;
        if matches!(&self.tabs.turn, Some(Turn { stage: Stage::Writing { .. }, .. })) {
            return;
        }
        if let Some(lock) = self.tabs.turn.take().and_then(|turn| turn.lock()) {
            self.output(Output::Unlock { id: lock });
        }
    }

    /// Lets go of the turn if it was taken for this.
    pub(crate) fn leave_turn_of(&mut self, purpose: Purpose) {
        if self.tabs.turn.as_ref().is_some_and(|turn| turn.purpose == purpose) {
            self.leave_turn();
        }
    }

    pub(crate) fn locked(&mut self, id: RequestId, result: Result<bool, LockFailure>) {
        let Some(Turn { purpose, stage: Stage::Locking { lock, .. } }) =
            self.take_stage(|stage| matches!(stage, Stage::Locking { lock, .. } if lock.id == id))
        else {
            return;
        };
        match result {
            Ok(company) => {
                let record = self.new_pending();
                self.output(Output::Record { id: record.id, command: RecordCommand::Read });
                self.tabs.turn =
                    Some(Turn { purpose, stage: Stage::Reading { lock: lock.id, record, company } });
            }
            Err(LockFailure::Unavailable) => self.be_alone(purpose),
            // It was taken away before it was used: ask again, behind whoever took it.
            Err(LockFailure::Taken) => self.lock(purpose, Patience::First),
        }
    }

    pub(crate) fn recorded(&mut self, id: RequestId, result: Result<Recorded, StorageFailure>) {
        if let Some(index) = self.tabs.writings.iter().position(|writing| writing.record == id) {
            let Writing { change, .. } = self.tabs.writings.swap_remove(index);
            return self.written(change, result);
        }
        let is_meant = |stage: &Stage| match stage {
            Stage::Reading { record, .. } => record.id == id,
            Stage::Writing { writing, .. } => writing.record == id,
            Stage::Locking { .. } | Stage::Asking { .. } | Stage::Acting { .. } => false,
        };
        match self.take_stage(is_meant) {
            Some(Turn { purpose, stage: Stage::Reading { lock, company, .. } }) => match result {
                Ok(recorded) => self.compare(purpose, lock, company, recorded),
                Err(_) => {
                    self.output(Output::Unlock { id: lock });
                    self.be_alone(purpose);
                }
            },
            Some(Turn { stage: Stage::Writing { lock, writing }, .. }) => {
                self.written(writing.change, result);
                self.turn_is_over(lock);
            }
            _ => {}
        }
    }

    /// Writes a change into the record: under the turn, if this tab has it, and then only if the record is still the one
    /// that was seen.
    pub(super) fn write_down(&mut self, change: Change) {
        let held = match self.take_stage(|stage| matches!(stage, Stage::Acting { .. })) {
            Some(Turn { purpose, stage: Stage::Acting { held } }) => held.map(|held| (purpose, held)),
            _ => None,
        };
        if let Some((_, Held { seen, .. })) = held {
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
        let only_if = held.is_some().then_some(self.tabs.generation);
        let command = RecordCommand::Replace { only_if, at_least: self.tabs.generation, value };
        self.output(Output::Record { id: record.id, command });
        let writing = Writing { record: record.id, deadline: Some(record.deadline), change };
        match held {
            Some((purpose, Held { lock, .. })) => {
                self.tabs.turn = Some(Turn { purpose, stage: Stage::Writing { lock, writing } });
            }
            None => self.tabs.writings.push(writing),
        }
    }

    pub(crate) fn give_up_overdue_turn(&mut self) {
        let now = self.now();
        let is_overdue = |turn: &mut Turn| turn.deadline().is_some_and(|deadline| deadline <= now);
        for writing in &mut self.tabs.writings {
            writing.deadline = writing.deadline.filter(|deadline| *deadline > now);
        }
        let Some(Turn { purpose, stage }) = self.tabs.turn.take_if(is_overdue) else { return };
        match stage {
            Stage::Locking { lock, patience: Patience::First } if now.since(lock.deadline) > OVERSLEPT => {
                let lock = Pending { id: lock.id, deadline: self.end_of_patience() };
                let stage = Stage::Locking { lock, patience: Patience::Again };
                self.tabs.turn = Some(Turn { purpose, stage });
            }
            Stage::Locking { lock, patience } => {
                self.output(Output::Unlock { id: lock.id });
                match patience {
                    Patience::First | Patience::Again => self.lock(purpose, Patience::Forced),
                    Patience::Forced => self.act(purpose, None, false),
                }
            }
            Stage::Reading { lock, .. } => {
                self.output(Output::Unlock { id: lock });
                self.act(purpose, None, false);
            }
            Stage::Asking { held, .. } => self.act(purpose, Some(held), true),
            Stage::Writing { lock, writing } => {
                self.tabs.writings.push(Writing { deadline: None, ..writing });
                self.turn_is_over(lock);
            }
            Stage::Acting { .. } => {}
        }
    }

    fn turn_is_over(&mut self, lock: RequestId) {
        self.output(Output::Unlock { id: lock });
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
        let lock = Pending { id: self.new_id(), deadline };
        self.output(Output::Lock { id: lock.id, by_force });
        self.tabs.turn = Some(Turn { purpose, stage: Stage::Locking { lock, patience } });
    }

    /// Another tab takes the lock away, so whoever has it now is not frozen.
    pub(super) fn wait_anew(&mut self) {
        let deadline = self.end_of_patience();
        if let Some(Turn { stage: Stage::Locking { lock, patience }, .. }) = &mut self.tabs.turn
            && *patience != Patience::Forced
        {
            lock.deadline = deadline;
        }
    }

    /// Until when a lock that is wanted now is waited for. Partly random, because tabs that wait for the same one began at
    /// the same time.
    fn end_of_patience(&mut self) -> Timestamp {
        let [random] = self.moment.entropy().take();
        self.now().plus(self.config.timeout() + PATIENCE + Duration::from_millis(u64::from(random) * 12))
    }

    /// The lock is held and the record read: is there anything newer than what this tab has?
    fn compare(&mut self, purpose: Purpose, lock: RequestId, company: bool, recorded: Recorded) {
        let Recorded { generation, value, .. } = recorded;
        let held = Held { lock, seen: generation };
        if generation <= self.tabs.generation {
            // The record may be gone, cleared with the site's data, and be counted from the start again.
            self.tabs.generation = generation;
            return self.act(purpose, Some(held), false);
        }
        let change = match value {
            RecordValue::Session(Some(text)) => Change::Session(text),
            RecordValue::Session(None) if company => {
                let until = self.now().plus(ANSWER_TIME);
                self.tabs.turn = Some(Turn { purpose, stage: Stage::Asking { held, until } });
                return self.ask_others();
            }
            RecordValue::Ended if purpose != Purpose::Look => Change::Ended,
            RecordValue::SignedOut if purpose != Purpose::Look => Change::SignedOut,
            RecordValue::Session(None) | RecordValue::Ended | RecordValue::SignedOut => {
                return self.act(purpose, Some(held), true);
            }
        };
        self.tabs.turn = Some(Turn { purpose, stage: Stage::Acting { held: Some(held) } });
        if !self.follow(generation, change) {
            self.act(purpose, Some(held), true);
        }
    }

    /// It is this tab's turn. `is_behind`: another tab has renewed the session since, but is gone or does not answer, so
    /// what this tab has is used up.
    fn act(&mut self, purpose: Purpose, held: Option<Held>, is_behind: bool) {
        self.tabs.turn = Some(Turn { purpose, stage: Stage::Acting { held } });
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

    /// The browser lacks what sharing takes.
    fn be_alone(&mut self, purpose: Purpose) {
        self.tabs.alone = true;
        self.act(purpose, None, false);
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

    fn take_stage(&mut self, is_meant: impl FnOnce(&Stage) -> bool) -> Option<Turn> {
        self.tabs.turn.take_if(|turn| is_meant(&turn.stage))
    }
}

/// How much longer than one request a tab may hold the lock, at least, before it counts as frozen: it may have to send a
/// second.
const PATIENCE: Duration = Duration::from_secs(5);

/// How late a timer may be before the machine must have slept.
const OVERSLEPT: Duration = Duration::from_secs(2);

/// How long another tab may take to answer.
const ANSWER_TIME: Duration = Duration::from_secs(1);
