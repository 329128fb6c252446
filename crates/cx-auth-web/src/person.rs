//! The `User` of the npm package, as the JSON that the loader takes it in.

use cx_auth_core::User;
use js_sys::{Array, JSON, JsString, Object};
use wasm_bindgen::JsValue;

use crate::face::set;

/// The user as JSON. The claims come from the provider's own text, so that nothing is lost of them here.
pub fn to_json(user: &User) -> Option<JsString> {
    let person = Object::new();
    set(&person, "sub", &user.sub.as_str().into());
    let optional = [
        ("username", &user.username),
        ("name", &user.name),
        ("givenName", &user.given_name),
        ("familyName", &user.family_name),
        ("email", &user.email),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            set(&person, name, &value.as_str().into());
        }
    }
    set(&person, "roles", &list(&user.roles));
    let client_roles = Array::new();
    for (client, roles) in &user.client_roles {
        client_roles.push(&Array::of2(&client.as_str().into(), &list(roles)));
    }
    // Unlike setting properties, this takes `__proto__` for a name like any other.
    let client_roles: JsValue = Object::from_entries(&client_roles).ok()?.into();
    set(&person, "clientRoles", &client_roles);
    set(&person, "groups", &list(&user.groups));
    set(&person, "claims", &JSON::parse(user.claims.as_written()).ok()?);
    JSON::stringify(&person).ok()
}

fn list(texts: &[String]) -> JsValue {
    let list = Array::new();
    for text in texts {
        list.push(&text.as_str().into());
    }
    list.into()
}
