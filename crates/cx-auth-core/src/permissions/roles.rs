//! Keycloak's realm and client roles: the claims `realm_access.roles` and `resource_access.<client>.roles`; and what other
//! providers have: `roles`.

use crate::{Claims, Json};

/// The realm roles of these claims, without Keycloak's technical ones.
pub(crate) fn realm_roles(claims: &Claims) -> Vec<String> {
    let mut roles = role_names(claims.get("realm_access"));
    roles.retain(|role| !is_technical(role));
    roles
}

/// The roles that a provider other than Keycloak puts into the claim `roles` of an ID token.
pub(crate) fn plain_roles(claims: &Claims) -> Vec<String> {
    let mut roles = names(claims.get("roles"));
    roles.retain(|role| !is_technical(role));
    roles
}

/// The client roles of these claims, by client identifier.
pub(crate) fn client_roles(claims: &Claims) -> Vec<(String, Vec<String>)> {
    let mut by_client = Vec::new();
    if let Some(Json::Fields(clients)) = claims.get("resource_access") {
        for (client, access) in clients {
            let (client, roles) = (client.trim(), role_names(Some(access)));
            if !client.is_empty() && !roles.is_empty() {
                merge_client(&mut by_client, client.to_owned(), roles);
            }
        }
    }
    by_client
}

/// Adds the roles of one client. Clients stay in alphabetical order, so that equal rights look equal.
pub(crate) fn merge_client(by_client: &mut Vec<(String, Vec<String>)>, client: String, more: Vec<String>) {
    let index = by_client.iter().take_while(|(other, _)| *other < client).count();
    match by_client.get_mut(index) {
        Some((other, roles)) if *other == client => merge(roles, more),
        _ => by_client.insert(index, (client, more)),
    }
}

/// Adds the names that are not there yet.
pub(crate) fn merge(names: &mut Vec<String>, more: Vec<String>) {
    for name in more {
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// The texts of a JSON array, trimmed, each once. Anything else in it is passed over.
pub(crate) fn names(value: Option<&Json>) -> Vec<String> {
    let mut names = Vec::new();
    let texts = value.map_or(&[][..], Json::elements).iter().filter_map(Json::as_text);
    merge(&mut names, texts.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect());
    names
}

fn role_names(access: Option<&Json>) -> Vec<String> {
    names(access.and_then(|access| access.get("roles")))
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
