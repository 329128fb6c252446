//! `Text` as the value of `class`.

use leptos::tachys::{html::class::IntoClass, renderer::types::Element};

use crate::Text;

impl IntoClass for Text {
    type AsyncOutput = Self;
    type State = <String as IntoClass>::State;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn html_len(&self) -> usize {
        self.as_str().len()
    }

    fn to_html(self, class: &mut String) {
        class.push_str(self.as_str());
    }

    fn should_overwrite(&self) -> bool {
        true
    }

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

    fn reset(state: &mut Self::State) {
        <String as IntoClass>::reset(state);
    }
}
