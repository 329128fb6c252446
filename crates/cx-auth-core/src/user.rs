//! Who is signed in: identity, roles and groups, as the ID token states them (OpenID Connect Core 1.0, section 2).

use core::fmt;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

/// The signed-in person. Serializes to the `User` of the npm package.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct User {
    /// The person's identifier at the issuer; never changes.
    pub sub: String,
    /// The name used to sign in (`preferred_username`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Realm roles, trimmed, without Keycloak's technical ones.
    pub roles: Vec<String>,
    /// Client roles by client identifier, trimmed.
    pub client_roles: BTreeMap<String, Vec<String>>,
    /// Group paths, trimmed, each with a leading slash.
    pub groups: Vec<String>,
    /// Every claim of the ID token, untouched.
    pub claims: Map<String, Value>,
}

/// Shows the identifier and what it may do, not the person's name, address or other claims.
impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("User")
            .field("sub", &self.sub)
            .field("roles", &self.roles)
            .field("client_roles", &self.client_roles)
            .field("groups", &self.groups)
            .finish_non_exhaustive()
    }
}
