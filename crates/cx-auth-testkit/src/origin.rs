//! What the tabs of one origin share in a browser: a lock, a record, and a channel.

use cx_auth_core::io::{Input, LockFailure, RecordCommand, RecordValue, Recorded, RequestId, StorageFailure};
use cx_auth_core::secret::SecretText;

/// The shared things, and what they have for whom.
#[derive(Debug)]
pub struct Origin {
    /// Whether the browser has no locks.
    pub locks_fail: bool,
    /// Whether the browser denies its database.
    pub record_fails: bool,
    /// The generation of the record.
    pub generation: u64,
    /// What the record holds.
    pub value: RecordValue,
    /// Which tabs live.
    pub(crate) living: Vec<usize>,
    /// Who has the lock, and then who waits for it.
    queue: Vec<(usize, RequestId)>,
    deliveries: Vec<Delivery>,
}

/// An input on its way to a tab.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) tab: usize,
    pub(crate) is_broadcast: bool,
    pub(crate) input: Input,
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            locks_fail: false,
            record_fails: false,
            generation: 0,
            value: RecordValue::SignedOut,
            living: vec![0],
            queue: Vec::new(),
            deliveries: Vec::new(),
        }
    }
}

impl Origin {
    /// How many tabs hold the lock or wait for it.
    pub fn queue_length(&self) -> usize {
        self.queue.len()
    }

    pub(crate) fn lock(&mut self, tab: usize, id: RequestId, by_force: bool) {
        if self.locks_fail {
            return self.deliver(tab, Input::Locked { id, result: Err(LockFailure::Unavailable) });
        }
        if by_force {
            if let Some((holder, id)) = self.queue.first().copied() {
                self.queue.remove(0);
                self.deliver(holder, Input::Locked { id, result: Err(LockFailure::Taken) });
            }
            self.queue.insert(0, (tab, id));
            self.grant();
        } else {
            self.queue.push((tab, id));
            if self.queue.len() == 1 {
                self.grant();
            }
        }
    }

    pub(crate) fn unlock(&mut self, tab: usize, id: RequestId) {
        if let Some(position) = self.queue.iter().position(|entry| *entry == (tab, id)) {
            self.queue.remove(position);
            if position == 0 {
                self.grant();
            }
        }
    }

    pub(crate) fn record(&mut self, command: RecordCommand) -> Result<Recorded, StorageFailure> {
        if self.record_fails {
            return Err(StorageFailure::Denied);
        }
        let mut replaced = false;
        if let RecordCommand::Replace { only_if, at_least, value } = command
            && only_if.is_none_or(|generation| generation == self.generation)
        {
            self.generation = self.generation.max(at_least) + 1;
            self.value = value;
            replaced = true;
        }
        Ok(Recorded { generation: self.generation, value: self.value.clone(), replaced })
    }

    pub(crate) fn broadcast(&mut self, from: usize, text: &SecretText) {
        for tab in self.living.clone().into_iter().filter(|tab| *tab != from) {
            let input = Input::Heard(text.clone());
            self.deliveries.push(Delivery { tab, is_broadcast: true, input });
        }
    }

    /// A tab is gone, and with it its lock.
    pub(crate) fn close(&mut self, tab: usize) {
        self.living.retain(|other| *other != tab);
        let held = self.queue.first().is_some_and(|(holder, _)| *holder == tab);
        self.queue.retain(|(other, _)| *other != tab);
        if held {
            self.grant();
        }
    }

    pub(crate) fn take_deliveries(&mut self) -> Vec<Delivery> {
        core::mem::take(&mut self.deliveries)
    }

    fn grant(&mut self) {
        if let Some((tab, id)) = self.queue.first().copied() {
            let company = self.living.len() > 1;
            self.deliver(tab, Input::Locked { id, result: Ok(company) });
        }
    }

    fn deliver(&mut self, tab: usize, input: Input) {
        self.deliveries.push(Delivery { tab, is_broadcast: false, input });
    }
}
