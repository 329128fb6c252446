//! What is refused before the machine hears of it.

use cx_auth_core::{AuthError, AuthErrorCode, ConfigError, ErrorKind};

use crate::flat::FlatWriter;
use crate::wire::write;

/// Why it is refused.
#[derive(Debug)]
pub enum Refusal {
    /// The core does not accept the configuration.
    Config(ConfigError),
    /// A value from JavaScript is not of its declared type.
    WrongType {
        /// Its name.
        name: &'static str,
        /// What it has to be.
        expected: &'static str,
    },
}

impl Refusal {
    pub(crate) fn write(self, object: &mut FlatWriter) {
        match self {
            Self::Config(error) => write::error(object, &AuthError::Config(error)),
            Self::WrongType { name, expected } => write::error_words(
                object,
                AuthErrorCode::InvalidConfig.as_str(),
                ErrorKind::Misuse.as_str(),
                &["`", name, "` must be ", expected].concat(),
                |_| {},
            ),
        }
    }
}

impl From<ConfigError> for Refusal {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}
