//! `Html` as the value of `inner_html`.

use leptos::tachys::{
    html::{attribute::IntoAttributeValue, element::InnerHtmlValue},
    renderer::types::Element,
};

use crate::Html;

/// `view!` asks for this in every attribute; as the output is no `AttributeValue`, only `inner_html` accepts it.
impl IntoAttributeValue for Html {
    type Output = Self;

    fn into_attribute_value(self) -> Self::Output {
        self
    }
}

impl InnerHtmlValue for Html {
    type AsyncOutput = Self;
    type State = <String as InnerHtmlValue>::State;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn html_len(&self) -> usize {
        0
    }

    fn to_html(self, buffer: &mut String) {
        buffer.push_str(&self.into_string());
    }

    fn to_template(_buffer: &mut String) {}

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element) -> Self::State {
        self.into_string().hydrate::<FROM_SERVER>(element)
    }

    fn build(self, element: &Element) -> Self::State {
        self.into_string().build(element)
    }

    fn rebuild(self, state: &mut Self::State) {
        self.into_string().rebuild(state);
    }

    fn into_cloneable(self) -> Self::Cloneable {
        self
    }

    fn into_cloneable_owned(self) -> Self::CloneableOwned {
        self
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        self
    }
}
