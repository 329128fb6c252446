//! Several tabs of one application in one browser, at one server, on one clock.

use core::time::Duration;
use std::collections::BTreeSet;

use cx_auth_core::io::OnLoad;
use cx_auth_core::{AuthState, Config};

use crate::browser::Browser;
use crate::server::Server;

/// The tabs. What they share (server, lock, record, channel) is lent to the one that acts.
#[derive(Debug)]
pub struct Tabs {
    tabs: Vec<Browser>,
    /// The tab that has what they share.
    current: usize,
    frozen: BTreeSet<usize>,
    closed: BTreeSet<usize>,
    config: Config,
}

impl Tabs {
    /// So many tabs, none of which has started; nobody is signed in.
    pub fn open(config: Config, count: usize) -> Self {
        let mut tabs = Self {
            tabs: vec![Browser::open(config.clone(), "https://desk.example/")],
            current: 0,
            frozen: BTreeSet::new(),
            closed: BTreeSet::new(),
            config,
        };
        for _ in 1..count {
            tabs.open_another();
        }
        tabs
    }

    /// So many tabs, in all of which the agent is signed in.
    pub fn signed_in(config: Config, count: usize) -> Self {
        let mut tabs = Self::open(config, count);
        tabs.server().has_session = true;
        for index in 0..count {
            tabs.tab(index).start(OnLoad::CheckSso);
            tabs.settle();
        }
        tabs.assert_all(&AuthState::SignedIn);
        tabs
    }

    /// Opens one more tab; gives its index.
    pub fn open_another(&mut self) -> usize {
        let index = self.tabs.len();
        let now = self.tabs[0].now();
        let mut tab = Browser::open(self.config.clone(), "https://desk.example/");
        tab.tab = index;
        tab.set_now(now);
        tab.set_seed(u64::try_from(index).unwrap_or_default() << 32);
        self.tabs.push(tab);
        self.tabs[self.current].origin.living.push(index);
        index
    }

    /// Closes a tab, or lets it crash.
    pub fn close(&mut self, index: usize) {
        self.tab(index).origin.close(index);
        self.closed.insert(index);
        self.distribute();
    }

    /// Loads a tab's page again.
    pub fn reload(&mut self, index: usize) {
        let tab = self.tab(index);
        tab.origin.close(index);
        tab.origin.living.push(index);
        let url = tab.page_url().to_owned();
        tab.arrive(&url);
        self.frozen.remove(&index);
        self.distribute();
    }

    /// A tab with a page that does nothing any more, until it is thawed.
    pub fn freeze(&mut self, index: usize) {
        self.frozen.insert(index);
    }

    /// What the others say is lost on this tab from now on.
    pub fn close_ears(&mut self, index: usize) {
        self.tab(index).origin.living.retain(|other| *other != index);
    }

    /// What came for a frozen tab meanwhile comes now.
    pub fn thaw(&mut self, index: usize) {
        self.frozen.remove(&index);
    }

    /// The tab of this index, ready to act.
    pub fn tab(&mut self, index: usize) -> &mut Browser {
        if index != self.current {
            let server = core::mem::take(&mut self.tabs[self.current].server);
            let origin = core::mem::take(&mut self.tabs[self.current].origin);
            self.tabs[index].server = server;
            self.tabs[index].origin = origin;
            self.current = index;
        }
        &mut self.tabs[index]
    }

    /// Looks at a tab.
    pub fn look_at(&self, index: usize) -> &Browser {
        &self.tabs[index]
    }

    /// The server of them all.
    pub fn server(&mut self) -> &mut Server {
        &mut self.tabs[self.current].server
    }

    /// How many tabs there are, closed ones included.
    pub fn count(&self) -> usize {
        self.tabs.len()
    }

    /// Lets happen what happens now.
    pub fn settle(&mut self) {
        self.advance(Duration::ZERO);
    }

    /// Lets time pass in all tabs, and happen what happens meanwhile.
    pub fn advance(&mut self, duration: Duration) {
        self.distribute();
        let end = self.tabs[0].now().plus(duration);
        let mut steps_at_once = 0;
        let mut last = self.tabs[0].now();
        while let Some((time, index)) = self.next().filter(|(time, _)| *time <= end) {
            steps_at_once = if time > last { 0 } else { steps_at_once + 1 };
            assert!(steps_at_once < 10_000, "something keeps happening and time stands still");
            last = last.max(time);
            for tab in &mut self.tabs {
                tab.set_now(last);
            }
            self.tab(index).step();
            self.distribute();
        }
        for tab in &mut self.tabs {
            tab.set_now(end);
        }
    }

    /// How many requests went to URLs that end so, from all tabs.
    pub fn requests_to(&self, end: &str) -> usize {
        self.tabs.iter().map(|tab| tab.record.requests_to(end).len()).sum()
    }

    /// How many hidden frames were opened, by all tabs.
    pub fn frames(&self) -> usize {
        self.tabs.iter().map(|tab| tab.record.frames.len()).sum()
    }

    /// Every living tab is in this state.
    pub fn assert_all(&self, state: &AuthState) {
        for (index, tab) in self.living() {
            assert_eq!(tab.state(), state, "tab {index}");
        }
    }

    /// The tabs that are open.
    pub fn living(&self) -> impl Iterator<Item = (usize, &Browser)> {
        self.tabs.iter().enumerate().filter(|(index, _)| !self.closed.contains(index))
    }

    fn next(&self) -> Option<(cx_auth_core::Timestamp, usize)> {
        self.living()
            .filter(|(index, _)| !self.frozen.contains(index))
            .filter_map(|(index, tab)| Some((tab.next_time()?, index)))
            .min()
    }

    /// Hands each tab what the others, or the lock, have for it.
    fn distribute(&mut self) {
        for delivery in self.tabs[self.current].origin.take_deliveries() {
            self.tabs[delivery.tab].deliver(delivery);
        }
    }
}
