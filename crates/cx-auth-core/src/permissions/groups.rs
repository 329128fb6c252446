//! Keycloak's groups: the claim `groups`, filled by its group membership mapper with full paths or bare names.

use crate::Claims;
use crate::permissions::roles;

/// Adds the groups of these claims as paths: `/support/night`; a bare name counts as a group at the top.
pub(crate) fn add_paths(groups: &mut Vec<String>, claims: &Claims) {
    roles::add_names(groups, claims.get("groups"), |name| {
        let root = if name.starts_with('/') { "" } else { "/" };
        Some([root, name].concat())
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::read_json;

    #[test]
    fn groups_are_trimmed_paths_each_once() {
        let claims = json!({"groups": ["/agents_permission", "team-support", " /team-support ", null]});
        let claims = Claims::read(claims.to_string(), read_json).expect("claims");
        let mut paths = Vec::new();
        add_paths(&mut paths, &claims);
        assert_eq!(paths, ["/agents_permission", "/team-support"]);
    }
}
