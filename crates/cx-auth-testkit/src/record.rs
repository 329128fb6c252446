//! What happened, for tests to look at afterwards.

use std::collections::BTreeMap;

use cx_auth_core::io::{CallId, Request, Verification};
use cx_auth_core::{Answer, AuthError, Event};

/// Everything the machine put out, sorted.
#[derive(Debug, Default)]
pub struct Record {
    /// The requests sent.
    pub requests: Vec<Request>,
    /// The signatures checked.
    pub verifications: Vec<Verification>,
    /// The URLs that frames were loaded with.
    pub frames: Vec<String>,
    /// The URLs that popups were loaded with.
    pub popups: Vec<String>,
    /// The URLs the page was to be left for.
    pub navigations: Vec<String>,
    /// The URLs shown in place of the page's.
    pub replaced_urls: Vec<String>,
    /// The events.
    pub events: Vec<Event>,
    /// The answers to calls.
    pub answers: BTreeMap<CallId, Result<Answer, AuthError>>,
    /// How often each call was answered; more than once is a bug.
    pub answered: BTreeMap<CallId, u32>,
    /// Every output, event and error as a log would show it.
    pub log: Vec<String>,
}

impl Record {
    /// The requests to URLs that end so.
    pub fn requests_to(&self, end: &str) -> Vec<&Request> {
        self.requests.iter().filter(|request| request.url.ends_with(end)).collect()
    }
}
