//! The machine, and the one rule of its use.
//!
//! **After each [`handle`](Machine::handle), drain [`poll`](Machine::poll) to `None`** before the next. Each output
//! that names an id is answered by an input with that id, whenever that may be. Debug builds assert the rule.

use std::collections::VecDeque;

use crate::{AuthState, Config, Input, Moment, Output, Timestamp, User};

/// The whole protocol for one client at one provider.
///
/// ```
/// use cx_auth_core::io::{CallId, OnLoad, Output, Start};
/// use cx_auth_core::secret::SecretUrl;
/// use cx_auth_core::{Config, Entropy, Input, Machine, Moment, Timestamp};
///
/// let config = Config::new("https://sso.example/realms/expertflow", "agentdesk")?;
/// let mut machine = Machine::new(config);
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
/// while let Some(output) = machine.poll() {
///     // Each is done by the browser; its result comes back through `handle`.
///     if let Output::Http(request) = output {
///         assert!(request.url.ends_with("/.well-known/openid-configuration"));
///     }
/// }
/// # Ok::<(), cx_auth_core::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Machine {
    state: AuthState,
    outputs: VecDeque<Output>,
    config: Config,
}

impl Machine {
    /// A machine that does nothing until [`Input::Start`].
    pub fn new(config: Config) -> Self {
        Self { state: AuthState::Loading, outputs: VecDeque::new(), config }
    }

    /// Takes in what happened. Drain [`poll`](Self::poll) before and after.
    pub fn handle(&mut self, moment: Moment, input: Input) {
        debug_assert!(self.outputs.is_empty(), "drain poll() before the next handle()");
        let _ = (moment, input, &self.config);
    }

    /// The next thing to do outside, if any.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Where the session stands.
    pub fn state(&self) -> &AuthState {
        &self.state
    }

    /// Who is signed in.
    pub fn user(&self) -> Option<&User> {
        None
    }

    /// When the access token expires, on the local clock.
    pub fn access_token_expires_at(&self) -> Option<Timestamp> {
        None
    }
}
