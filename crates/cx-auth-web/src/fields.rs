//! The members of an object from JavaScript, each read as its type.

use core::cell::Cell;
use core::time::Duration;

use cx_auth_core::{ConfigError, Json};

/// An object, or none. A member of a wrong type is never guessed at: it reads as if it were absent, and [`check`](Self::check)
/// is asked once all members have been read.
#[derive(Debug)]
pub(crate) struct Fields<'json> {
    object: Option<&'json Json>,
    /// The first member that is wrong, and what it has to be.
    wrong: Cell<Option<(&'static str, &'static str)>>,
}

impl<'json> Fields<'json> {
    pub(crate) fn of(object: Option<&'json Json>) -> Self {
        Self { object, wrong: Cell::new(None) }
    }

    /// Whether all members read so far are of their types.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        self.wrong.get().map_or(Ok(()), |(name, expected)| Err(ConfigError::WrongType { name, expected }))
    }

    /// Says what the member of this name has to be, since it is not.
    #[cold]
    pub(crate) fn refuse(&self, name: &'static str, expected: &'static str) {
        if self.wrong.get().is_none() {
            self.wrong.set(Some((name, expected)));
        }
    }

    /// The member of this name, unless it is absent or `null`.
    pub(crate) fn value(&self, name: &str) -> Option<&'json Json> {
        self.object?.get(name).filter(|value| !matches!(value, Json::Null))
    }

    pub(crate) fn text(&self, name: &'static str) -> Option<&'json str> {
        let text = self.value(name)?.as_text();
        if text.is_none() {
            self.refuse(name, TEXT);
        }
        text
    }

    pub(crate) fn owned_text(&self, name: &'static str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// A text that must be there.
    pub(crate) fn needed_text(&self, name: &'static str) -> String {
        if self.value(name).is_none() {
            self.refuse(name, TEXT);
        }
        self.owned_text(name).unwrap_or_default()
    }

    /// Bytes, of which each is a character.
    pub(crate) fn bytes(&self, name: &'static str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for unit in self.text(name)?.chars() {
            bytes.push(unit as u8);
        }
        Some(bytes)
    }

    pub(crate) fn flag(&self, name: &'static str) -> bool {
        let Some(value) = self.value(name) else { return false };
        let flag = value.as_bool();
        if flag.is_none() {
            self.refuse(name, "true or false");
        }
        flag.unwrap_or_default()
    }

    /// A count.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "all far below 2^53")]
    pub(crate) fn count(&self, name: &str) -> Option<u64> {
        self.value(name)?.as_number().map(|number| number as u64)
    }

    /// A length of time, given in units of so many milliseconds.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and far below 2^64"
    )]
    pub(crate) fn duration(&self, name: &'static str, unit: f64) -> Option<Duration> {
        let milliseconds = self.value(name)?.as_number().map(|number| number * unit);
        let milliseconds = milliseconds.filter(|number| (0.0..LONGEST).contains(number));
        if milliseconds.is_none() {
            self.refuse(name, "a number that is not negative");
        }
        milliseconds.map(|number| Duration::from_millis(number as u64))
    }

    /// What a name means that is one of a few.
    #[inline(never)] // one function for all: the meanings are bytes
    pub(crate) fn one_of<T: Copy>(
        &self,
        name: &'static str,
        expected: &'static str,
        meanings: &[(&str, T)],
    ) -> Option<T> {
        let given = self.value(name)?.as_text();
        let found = meanings.iter().find(|(name, _)| given == Some(name));
        if found.is_none() {
            self.refuse(name, expected);
        }
        found.map(|(_, meaning)| *meaning)
    }
}

const TEXT: &str = "a string";

/// More milliseconds than a number of JavaScript counts one by one.
const LONGEST: f64 = 9e15;
