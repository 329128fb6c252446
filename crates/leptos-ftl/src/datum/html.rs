//! HTML that the server sanitised.

use crate::{
    mark::{self, Kind},
    stage,
};

/// HTML from the server: only as `inner_html=data.summary`, and only through the sanitiser that the template names.
///
/// It cannot be the prop of an island: an island would have to trust what stands in an attribute.
#[derive(Clone, Debug, Default)]
pub struct Html {
    content: String,
}

impl Html {
    /// The HTML that the FreeMarker `expression` stands for, a call of the sanitiser.
    pub fn staged(expression: &str) -> Self {
        Self { content: mark::expression(Kind::Html, expression) }
    }

    /// `expression` while a template is made, `sample` otherwise.
    pub fn datum(expression: &str, sample: &str) -> Self {
        if stage::is_template() { Self::staged(expression) } else { Self::from(sample) }
    }

    pub(crate) fn into_string(self) -> String {
        self.content
    }
}

impl From<&str> for Html {
    fn from(content: &str) -> Self {
        Self { content: content.to_owned() }
    }
}

impl From<String> for Html {
    fn from(content: String) -> Self {
        Self { content }
    }
}
