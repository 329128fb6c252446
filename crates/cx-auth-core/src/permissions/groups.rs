//! Keycloak's groups: the claim `groups`, filled by its group membership mapper with full paths or bare names.

use crate::Claims;
use crate::permissions::roles;

/// The groups of these claims as paths: `/support/night`; a bare name counts as a group at the top.
pub(crate) fn paths(claims: &Claims) -> Vec<String> {
    let mut paths = Vec::new();
    for name in roles::names(claims.get("groups")) {
        let path = if name.starts_with('/') { name } else { ["/", &name].concat() };
        roles::merge(&mut paths, vec![path]);
    }
    paths
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
        assert_eq!(paths(&claims), ["/agents_permission", "/team-support"]);
    }
}
