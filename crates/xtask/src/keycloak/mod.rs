//! A Keycloak of our own: its home, and the running server.

pub(crate) mod home;
pub(crate) mod server;
