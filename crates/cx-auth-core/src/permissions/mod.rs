//! What a person may do, as the tokens state it.

pub(crate) mod groups;
pub(crate) mod roles;
