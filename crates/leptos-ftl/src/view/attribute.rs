//! Data as the values of attributes.

use leptos::tachys::{html::attribute::AttributeValue, renderer::types::Element};

use crate::{Flag, Number, OptionalAttribute, Text, mark::Directive};

/// Implements `AttributeValue` by way of the type that Leptos knows; only `to_html` differs between the data.
macro_rules! attribute {
    ($datum:ty => $known:ty, $into_known:expr, $to_html:expr) => {
        impl AttributeValue for $datum {
            type State = <$known as AttributeValue>::State;
            type AsyncOutput = Self;
            type Cloneable = Self;
            type CloneableOwned = Self;

            fn html_len(&self) -> usize {
                0
            }

            fn to_html(self, key: &str, buffer: &mut String) {
                $to_html(self, key, buffer);
            }

            fn to_template(_key: &str, _buffer: &mut String) {}

            fn hydrate<const FROM_SERVER: bool>(self, key: &str, element: &Element) -> Self::State {
                $into_known(self).hydrate::<FROM_SERVER>(key, element)
            }

            fn build(self, element: &Element, key: &str) -> Self::State {
                $into_known(self).build(element, key)
            }

            fn rebuild(self, key: &str, state: &mut Self::State) {
                $into_known(self).rebuild(key, state);
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
    };
}

attribute!(Text => String, Text::into_string, |text: Text, key, buffer| {
    text.into_string().to_html(key, buffer);
});

attribute!(Number => String, number_text, |number, key, buffer| {
    number_text(number).to_html(key, buffer);
});

attribute!(Flag => bool, known, |flag: Flag, key, buffer| {
    conditional(&flag, buffer, |buffer| true.to_html(key, buffer));
});

attribute!(OptionalAttribute => Option<String>, known_value, |optional: OptionalAttribute, key, buffer| {
    let OptionalAttribute { present, value } = optional;
    conditional(&present, buffer, |buffer| value.to_html(key, buffer));
});

fn number_text(number: Number) -> String {
    number.text().into_string()
}

fn known(flag: Flag) -> bool {
    flag.value_or(false)
}

fn known_value(optional: OptionalAttribute) -> Option<String> {
    optional.present.value_or(false).then(|| optional.value.into_string())
}

/// Writes the attribute if the flag is known to be true, or under a directive if only FreeMarker knows it.
fn conditional(present: &Flag, buffer: &mut String, write: impl FnOnce(&mut String)) {
    match present.condition() {
        Some(condition) => {
            buffer.push_str(&Directive::If(condition.to_owned()).mark());
            write(buffer);
            buffer.push_str(&Directive::EndIf.mark());
        }
        None if present.value_or(false) => write(buffer),
        None => {}
    }
}
