//! `Text` and `Number` as children of an element: they render, and hydrate, as Leptos renders a string.

use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    view::{Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr, strings::StringState},
};

use crate::{Number, Text};

macro_rules! child {
    ($datum:ty, $into_string:expr) => {
        impl Render for $datum {
            type State = StringState;

            fn build(self) -> Self::State {
                $into_string(self).build()
            }

            fn rebuild(self, state: &mut Self::State) {
                $into_string(self).rebuild(state);
            }
        }

        impl AddAnyAttr for $datum {
            type Output<NewAttribute: Attribute> = Self;

            fn add_any_attr<NewAttribute: Attribute>(
                self,
                _attribute: NewAttribute,
            ) -> Self::Output<NewAttribute> {
                self
            }
        }

        impl RenderHtml for $datum {
            type AsyncOutput = Self;
            type Owned = Self;

            const MIN_LENGTH: usize = 0;

            fn dry_resolve(&mut self) {}

            async fn resolve(self) -> Self::AsyncOutput {
                self
            }

            fn to_html_with_buf(
                self,
                buffer: &mut String,
                position: &mut Position,
                escape: bool,
                mark_branches: bool,
                extra_attributes: Vec<AnyAttribute>,
            ) {
                $into_string(self).to_html_with_buf(
                    buffer,
                    position,
                    escape,
                    mark_branches,
                    extra_attributes,
                );
            }

            fn hydrate<const FROM_SERVER: bool>(
                self,
                cursor: &Cursor,
                position: &PositionState,
            ) -> Self::State {
                $into_string(self).hydrate::<FROM_SERVER>(cursor, position)
            }

            fn into_owned(self) -> Self::Owned {
                self
            }
        }
    };
}

child!(Text, Text::into_string);
child!(Number, |number: Number| number.text().into_string());
