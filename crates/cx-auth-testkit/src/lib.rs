//! For tests: a browser and an OpenID server, both pretended, on one virtual clock.
//!
//! [`Browser`] does what a [`Machine`](cx_auth_core::Machine) asks for and keeps a record of all of it; [`Server`]
//! answers as Keycloak would, or as badly as a test wants. Nothing sleeps and nothing is random.
//!
//! ```
//! use cx_auth_core::io::OnLoad;
//! use cx_auth_testkit::{Browser, agentdesk};
//!
//! let mut browser = Browser::open(agentdesk(), "https://desk.example/");
//! let start = browser.start(OnLoad::SignInRequired);
//! browser.settle();
//! browser.sign_in_on_the_page();
//! let start = browser.start(OnLoad::SignInRequired);
//! browser.settle();
//! assert_eq!(browser.state().status(), "signed-in");
//! ```

mod asking;
pub mod behaviour;
pub mod browser;
pub mod many;
pub mod origin;
pub mod proof;
pub mod record;
pub mod server;
pub mod token;

pub use behaviour::{Behaviour, Script};
pub use browser::{Browser, CryptoHealth, PopupUser, StorageHealth, agentdesk};
pub use many::Tabs;
pub use origin::Origin;
pub use proof::ProofKey;
pub use record::Record;
pub use server::Server;
pub use token::SigningKey;
