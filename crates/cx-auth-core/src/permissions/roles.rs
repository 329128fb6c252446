//! Keycloak's realm and client roles: the claims `realm_access.roles` and `resource_access.<client>.roles`; and what other
//! providers have: `roles`.

use core::mem;

use crate::{Claims, Json};

/// Adds the realm roles of these claims, without Keycloak's technical ones.
pub(crate) fn add_realm_roles(roles: &mut Vec<String>, claims: &Claims) {
    add_names(roles, role_names(claims.get("realm_access")), telling);
}

/// Adds the roles that a provider other than Keycloak puts into the claim `roles` of an ID token.
pub(crate) fn add_plain_roles(roles: &mut Vec<String>, claims: &Claims) {
    add_names(roles, claims.get("roles"), telling);
}

/// Adds the client roles of these claims, by client identifier. Clients stay in alphabetical order, so that equal rights
/// look equal.
pub(crate) fn add_client_roles(by_client: &mut Vec<(String, Vec<String>)>, claims: &Claims) {
    let Some(Json::Fields(clients)) = claims.get("resource_access") else { return };
    for (client, access) in clients {
        let client = client.trim();
        let index = by_client.iter().take_while(|(other, _)| other.as_str() < client).count();
        let mut known = by_client.get_mut(index).filter(|(other, _)| other == client);
        let mut roles = known.as_mut().map(|(_, roles)| mem::take(roles)).unwrap_or_default();
        add_names(&mut roles, role_names(Some(access)), |name| Some(name.to_owned()));
        match known {
            Some((_, known)) => *known = roles,
            None if client.is_empty() || roles.is_empty() => {}
            None => by_client.insert(index, (client.to_owned(), roles)),
        }
    }
}

/// Adds the texts of a JSON array, trimmed and as they are told, that are not there yet. Anything else in it is passed over.
pub(crate) fn add_names(names: &mut Vec<String>, list: Option<&Json>, told: fn(&str) -> Option<String>) {
    for text in list.map_or(&[][..], Json::elements).iter().filter_map(Json::as_text) {
        let name = text.trim();
        if !name.is_empty()
            && let Some(name) = told(name)
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
}

fn role_names(access: Option<&Json>) -> Option<&Json> {
    access?.get("roles")
}

/// A role, unless it says nothing.
fn telling(role: &str) -> Option<String> {
    (!is_technical(role)).then(|| role.to_owned())
}

/// Roles that every user of a realm has and that say nothing about what a person may do in an application.
fn is_technical(role: &str) -> bool {
    matches!(role, "offline_access" | "uma_authorization") || role.starts_with("default-roles-")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::json::read_json;

    fn realm_roles(claims: &Claims) -> Vec<String> {
        let mut roles = Vec::new();
        add_realm_roles(&mut roles, claims);
        roles
    }

    fn plain_roles(claims: &Claims) -> Vec<String> {
        let mut roles = Vec::new();
        add_plain_roles(&mut roles, claims);
        roles
    }

    fn client_roles(claims: &Claims) -> Vec<(String, Vec<String>)> {
        let mut roles = Vec::new();
        add_client_roles(&mut roles, claims);
        roles
    }

    fn claims(value: &Value) -> Claims {
        Claims::read(value.to_string(), read_json).expect("claims")
    }

    #[test]
    fn realm_roles_are_trimmed_and_technical_ones_left_out() {
        let claims = claims(&json!({"realm_access": {"roles": [
            "agent", " supervisor ", "offline_access", "uma_authorization", "default-roles-expertflow", "agent", "", 7,
        ]}}));
        assert_eq!(realm_roles(&claims), ["agent", "supervisor"]);
    }

    #[test]
    fn plain_roles_are_trimmed_and_technical_ones_left_out() {
        let claims = claims(&json!({"roles": [" supervisor", "agent", "offline_access", "agent", 7]}));
        assert_eq!(plain_roles(&claims), ["supervisor", "agent"]);
        for value in [json!({"roles": "agent"}), json!({"roles": {"a": 1}}), json!({})] {
            assert!(plain_roles(&Claims::read(value.to_string(), read_json).expect("claims")).is_empty());
        }
    }

    #[test]
    fn client_roles_are_kept_by_client() {
        let claims = claims(&json!({"resource_access": {
            "cim": {"roles": ["view ", "edit"]}, "empty": {"roles": []}, "odd": "x",
        }}));
        assert_eq!(client_roles(&claims), [("cim".to_owned(), vec!["view".to_owned(), "edit".to_owned()])]);
    }

    #[test]
    fn clients_are_in_order_and_each_once() {
        let claims = claims(&json!({"resource_access": {
            "cim": {"roles": ["edit"]}, "account": {"roles": ["view"]}, " cim ": {"roles": ["view", "edit"]},
        }}));
        let roles = client_roles(&claims);
        assert_eq!(roles.iter().map(|(client, _)| client.as_str()).collect::<Vec<_>>(), ["account", "cim"]);
        assert_eq!(roles[1].1.len(), 2);
    }

    #[test]
    fn claims_of_another_shape_give_no_roles() {
        for value in [
            json!({}),
            json!({"realm_access": [], "resource_access": 7}),
            json!({"realm_access": {"roles": {}}}),
        ] {
            assert!(realm_roles(&claims(&value)).is_empty());
            assert!(client_roles(&claims(&value)).is_empty());
        }
    }
}
