//! What is checked before anything is believed.

pub(crate) mod assurance;
pub(crate) mod id_token;
pub(crate) mod issuer;
pub(crate) mod jwks;
pub(crate) mod jwt;
