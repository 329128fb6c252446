//! Keycloak's realm and client roles: the claims `realm_access.roles` and `resource_access.<client>.roles`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The realm roles of these claims, without Keycloak's technical ones.
pub(crate) fn realm_roles(claims: &Map<String, Value>) -> Vec<String> {
    let mut roles = role_names(claims.get("realm_access"));
    roles.retain(|role| !is_technical(role));
    roles
}

/// The client roles of these claims, by client identifier.
pub(crate) fn client_roles(claims: &Map<String, Value>) -> BTreeMap<String, Vec<String>> {
    let Some(Value::Object(clients)) = claims.get("resource_access") else { return BTreeMap::new() };
    clients
        .iter()
        .map(|(client, access)| (client.trim().to_owned(), role_names(Some(access))))
        .filter(|(client, roles)| !client.is_empty() && !roles.is_empty())
        .collect()
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
pub(crate) fn names(value: Option<&Value>) -> Vec<String> {
    let mut names = Vec::new();
    let texts = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    merge(&mut names, texts.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect());
    names
}

fn role_names(access: Option<&Value>) -> Vec<String> {
    names(access.and_then(|access| access.get("roles")))
}

/// Roles that every user of a realm has and that say nothing about what a person may do in an application.
fn is_technical(role: &str) -> bool {
    matches!(role, "offline_access" | "uma_authorization") || role.starts_with("default-roles-")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Map<String, Value> {
        value.as_object().expect("an object").clone()
    }

    #[test]
    fn realm_roles_are_trimmed_and_technical_ones_left_out() {
        let claims = claims(json!({"realm_access": {"roles": [
            "agent", " supervisor ", "offline_access", "uma_authorization", "default-roles-expertflow", "agent", "", 7,
        ]}}));
        assert_eq!(realm_roles(&claims), ["agent", "supervisor"]);
    }

    #[test]
    fn client_roles_are_kept_by_client() {
        let claims = claims(json!({"resource_access": {
            "cim": {"roles": ["view ", "edit"]}, "empty": {"roles": []}, "odd": "x",
        }}));
        assert_eq!(
            client_roles(&claims),
            BTreeMap::from([("cim".to_owned(), vec!["view".to_owned(), "edit".to_owned()])])
        );
    }

    #[test]
    fn claims_of_another_shape_give_no_roles() {
        for value in [
            json!({}),
            json!({"realm_access": [], "resource_access": 7}),
            json!({"realm_access": {"roles": {}}}),
        ] {
            assert!(realm_roles(&claims(value.clone())).is_empty());
            assert!(client_roles(&claims(value)).is_empty());
        }
    }
}
