//! Who is signed in: identity, roles and groups, as the ID token states them (OpenID Connect Core 1.0, section 2).

use core::fmt;

use crate::permissions::{groups, roles};
use crate::verify::{issuer, jwt};
use crate::{Claims, JsonReader};

/// The signed-in person: the `User` of the npm package.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct User {
    /// The person's identifier at the issuer; never changes.
    pub sub: String,
    /// The name used to sign in (`preferred_username`).
    pub username: Option<String>,
    /// The full name.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Realm roles, and those of the ID token's claim `roles`, trimmed, without Keycloak's technical ones.
    pub roles: Vec<String>,
    /// Client roles by client identifier, trimmed; in the order of the identifiers.
    pub client_roles: Vec<(String, Vec<String>)>,
    /// Group paths, trimmed, each with a leading slash.
    pub groups: Vec<String>,
    /// Every claim of the ID token, untouched. Those that are about the one token (`iat`, `exp`, `nbf`, `jti`,
    /// `at_hash`, `nonce`) stay as they were when anything else last changed.
    pub claims: Claims,
}

impl User {
    /// The person the claims of an ID token are about.
    ///
    /// Keycloak puts roles into the access token unless told otherwise, so those are added if the access token is a
    /// JWT of the same issuer about the same person. What is allowed is decided by the resource servers; this only
    /// decides what a page shows.
    pub(crate) fn from_tokens(id_token: &Claims, access_token: &str, read_json: JsonReader) -> Self {
        let text = |name: &str| id_token.text(name).map(str::to_owned);
        let mut user = Self {
            sub: text("sub").unwrap_or_default(),
            username: text("preferred_username"),
            name: text("name"),
            given_name: text("given_name"),
            family_name: text("family_name"),
            email: text("email"),
            roles: Vec::new(),
            client_roles: Vec::new(),
            groups: Vec::new(),
            claims: id_token.clone(),
        };
        user.add_rights(id_token);
        roles::add_plain_roles(&mut user.roles, id_token);
        if let Some(access_claims) = claims_about_the_same(id_token, access_token, read_json) {
            user.add_rights(&access_claims);
        }
        user
    }

    fn add_rights(&mut self, claims: &Claims) {
        roles::add_realm_roles(&mut self.roles, claims);
        roles::add_client_roles(&mut self.client_roles, claims);
        groups::add_paths(&mut self.groups, claims);
    }

    /// Whether an application would see the same person with the same rights: what changes with every token, as its
    /// times, does not count.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        // Whatever else there is in a user comes of the claims.
        self.roles == other.roles
            && self.client_roles == other.client_roles
            && self.groups == other.groups
            && self.claims.is_same_without(&other.claims, &CLAIMS_OF_ONE_TOKEN)
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
fn claims_about_the_same(id_token: &Claims, access_token: &str, read_json: JsonReader) -> Option<Claims> {
    let claims = jwt::claims(access_token, read_json)?;
    let same_issuer = issuer::is_same(claims.text("iss")?, id_token.text("iss")?);
    (same_issuer && claims.get("sub") == id_token.get("sub")).then_some(claims)
}

/// Claims that are about one token, not about the person.
const CLAIMS_OF_ONE_TOKEN: [&str; 6] = ["iat", "exp", "nbf", "jti", "at_hash", "nonce"];

#[cfg(test)]
mod tests {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    use serde_json::{Value, json};

    use super::*;
    use crate::json::read_json;

    fn user(id_token: Value, access_token: Value) -> User {
        let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        let access_token =
            format!("{}.{}.c2ln", encode(r#"{"alg":"RS256"}"#), encode(&access_token.to_string()));
        User::from_tokens(&claims(&id_token), &access_token, read_json)
    }

    fn claims(value: &Value) -> Claims {
        Claims::read(value.to_string(), read_json).expect("claims")
    }

    #[test]
    fn roles_and_groups_of_both_tokens_are_joined() {
        let user = user(
            json!({"iss": "i", "sub": "a1", "realm_access": {"roles": ["agent"]}, "groups": ["/team-support"]}),
            json!({"iss": "i", "sub": "a1", "realm_access": {"roles": ["agent", "supervisor"]},
                "resource_access": {"cim": {"roles": ["view"]}}, "groups": ["/agents_permission"]}),
        );
        assert_eq!(user.roles, ["agent", "supervisor"]);
        assert_eq!(user.client_roles, [("cim".to_owned(), vec!["view".to_owned()])]);
        assert_eq!(user.groups, ["/team-support", "/agents_permission"]);
    }

    #[test]
    fn plain_roles_count_in_the_id_token_only() {
        let user = user(
            json!({"iss": "i", "sub": "a1", "roles": ["agent"], "realm_access": {"roles": ["supervisor", "agent"]}}),
            json!({"iss": "i", "sub": "a1", "roles": ["admin"]}),
        );
        assert_eq!(user.roles, ["supervisor", "agent"]);
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
        let claims = claims(&json!({"iss": "i", "sub": "a1", "preferred_username": "agent1"}));
        let user = User::from_tokens(&claims, "opaque", read_json);
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
        let claims =
            claims(&json!({"iss": "i", "sub": "a1", "name": "Amira Haddad", "phone_number": "+49 30 123"}));
        let text = format!("{:?}", User::from_tokens(&claims, "", read_json));
        assert!(!text.contains("Amira") && !text.contains("123"), "{text}");
    }

    #[test]
    fn claims_are_those_of_the_id_token_as_it_was_written() {
        let user =
            user(json!({"iss": "i", "sub": "a1", "given_name": "Amira"}), json!({"iss": "i", "sub": "a1"}));
        assert_eq!(user.claims.as_written(), r#"{"given_name":"Amira","iss":"i","sub":"a1"}"#);
        assert_eq!(user.given_name.as_deref(), Some("Amira"));
    }
}
