//! Who is signed in: identity, roles and groups, as the ID token states them (OpenID Connect Core 1.0, section 2).

use core::fmt;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::permissions::{groups, roles};
use crate::verify::issuer;
use crate::verify::jwt::ParsedJwt;

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
    /// Every claim of the ID token, untouched. Those that are about the one token (`iat`, `exp`, `nbf`, `jti`,
    /// `at_hash`, `nonce`) stay as they were when anything else last changed.
    pub claims: Map<String, Value>,
}

impl User {
    /// The person the claims of an ID token are about.
    ///
    /// Keycloak puts roles into the access token unless told otherwise, so those are added if the access token is a
    /// JWT of the same issuer about the same person. What is allowed is decided by the resource servers; this only
    /// decides what a page shows.
    pub(crate) fn from_tokens(id_token: &Map<String, Value>, access_token: &str) -> Self {
        let text = |name: &str| id_token.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut user = Self {
            sub: text("sub").unwrap_or_default(),
            username: text("preferred_username"),
            name: text("name"),
            given_name: text("given_name"),
            family_name: text("family_name"),
            email: text("email"),
            roles: roles::realm_roles(id_token),
            client_roles: roles::client_roles(id_token),
            groups: groups::paths(id_token),
            claims: id_token.clone(),
        };
        if let Some(access_claims) = claims_about_the_same(id_token, access_token) {
            roles::merge(&mut user.roles, roles::realm_roles(&access_claims));
            for (client, more) in roles::client_roles(&access_claims) {
                roles::merge(user.client_roles.entry(client).or_default(), more);
            }
            roles::merge(&mut user.groups, groups::paths(&access_claims));
        }
        user
    }

    /// Whether an application would see the same person with the same rights: what changes with every token, as its
    /// times, does not count.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        let lasting = |user: &Self| {
            let mut user = user.clone();
            user.claims.retain(|name, _| !CLAIMS_OF_ONE_TOKEN.contains(&name.as_str()));
            user
        };
        lasting(self) == lasting(other)
    }
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

/// The access token's claims, if it is a JWT of the same issuer about the same person.
fn claims_about_the_same(id_token: &Map<String, Value>, access_token: &str) -> Option<Map<String, Value>> {
    let claims = ParsedJwt::parse(access_token).ok()?.claims;
    let found_issuer = claims.get("iss")?.as_str()?;
    let same_issuer = issuer::is_same(found_issuer, id_token.get("iss")?.as_str()?);
    (same_issuer && claims.get("sub") == id_token.get("sub")).then_some(claims)
}

/// Claims that are about one token, not about the person.
const CLAIMS_OF_ONE_TOKEN: [&str; 6] = ["iat", "exp", "nbf", "jti", "at_hash", "nonce"];

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use serde_json::json;

    use super::*;

    fn user(id_token: Value, access_token: Value) -> User {
        let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        let access_token =
            format!("{}.{}.c2ln", encode(r#"{"alg":"RS256"}"#), encode(&access_token.to_string()));
        User::from_tokens(id_token.as_object().expect("an object"), &access_token)
    }

    #[test]
    fn roles_and_groups_of_both_tokens_are_joined() {
        let user = user(
            json!({"iss": "i", "sub": "a1", "realm_access": {"roles": ["agent"]}, "groups": ["/team-support"]}),
            json!({"iss": "i", "sub": "a1", "realm_access": {"roles": ["agent", "supervisor"]},
                "resource_access": {"cim": {"roles": ["view"]}}, "groups": ["/agents_permission"]}),
        );
        assert_eq!(user.roles, ["agent", "supervisor"]);
        assert_eq!(user.client_roles["cim"], ["view"]);
        assert_eq!(user.groups, ["/team-support", "/agents_permission"]);
    }

    #[test]
    fn access_token_about_somebody_else_adds_nothing() {
        let roles = json!({"roles": ["admin"]});
        for (issuer, subject) in [("i", "b2"), ("j", "a1")] {
            let access_token = json!({"iss": issuer, "sub": subject, "realm_access": roles});
            assert!(user(json!({"iss": "i", "sub": "a1"}), access_token).roles.is_empty());
        }
    }

    #[test]
    fn opaque_access_token_is_no_obstacle() {
        let claims = json!({"iss": "i", "sub": "a1", "preferred_username": "agent1"});
        let user = User::from_tokens(claims.as_object().expect("an object"), "opaque");
        assert_eq!(user.username.as_deref(), Some("agent1"));
    }

    #[test]
    fn new_token_is_no_new_person_but_a_new_group_is() {
        let with = |claims: Value| user(claims, json!({}));
        let before = with(json!({"iss": "i", "sub": "a1", "iat": 1, "exp": 2, "jti": "x"}));
        assert!(before.is_same_as(&with(json!({"iss": "i", "sub": "a1", "iat": 3, "exp": 4, "jti": "y"}))));
        assert!(!before.is_same_as(&with(json!({"iss": "i", "sub": "a1", "iat": 3, "groups": ["/a"]}))));
        assert!(!before.is_same_as(&with(json!({"iss": "i", "sub": "a1", "email": "a@desk.example"}))));
    }

    #[test]
    fn debug_names_no_names() {
        let claims = json!({"iss": "i", "sub": "a1", "name": "Amira Haddad", "phone_number": "+49 30 123"});
        let text = format!("{:?}", User::from_tokens(claims.as_object().expect("an object"), ""));
        assert!(!text.contains("Amira") && !text.contains("123"), "{text}");
    }

    #[test]
    fn json_is_that_of_the_package() {
        let user = user(json!({"iss": "i", "sub": "a1", "given_name": "Amira"}), json!({}));
        assert_eq!(
            serde_json::to_value(&user).expect("a user is JSON"),
            json!({"sub": "a1", "givenName": "Amira", "roles": [], "clientRoles": {}, "groups": [],
                "claims": {"iss": "i", "sub": "a1", "given_name": "Amira"}})
        );
    }
}
