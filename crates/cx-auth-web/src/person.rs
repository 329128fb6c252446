//! The `User` of the npm package.

use cx_auth_core::User;

use crate::flat::FlatWriter;

/// Writes the user. The claims are the provider's own text, so that nothing is lost of them here.
pub(crate) fn write(object: &mut FlatWriter, user: &User) {
    object.text("sub", &user.sub);
    object.optional_text("username", user.username.as_deref());
    object.optional_text("name", user.name.as_deref());
    object.optional_text("givenName", user.given_name.as_deref());
    object.optional_text("familyName", user.family_name.as_deref());
    object.optional_text("email", user.email.as_deref());
    object.texts("roles", &user.roles);
    object.object("clientRoles", |object| {
        for (client, roles) in &user.client_roles {
            object.texts(client, roles);
        }
    });
    object.texts("groups", &user.groups);
    object.json("claims", user.claims.as_written());
}
