//! The place where the caller of a FreeMarker macro puts its content.

use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    view::{Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};

use crate::{expression, mark::Directive};

/// A slot of a macro: `<#nested "form">` in the template, nothing anywhere else. Not inside an island.
#[derive(Clone, Debug)]
pub struct Slot {
    directive: Directive,
}

impl Slot {
    /// The slot that the macro's caller fills with what it shows for `name`.
    pub fn nested(name: &str) -> Self {
        Self { directive: Directive::Nested(expression::quoted(name)) }
    }
}

impl Render for Slot {
    type State = <() as Render>::State;

    fn build(self) -> Self::State {
        Render::build(())
    }

    fn rebuild(self, _state: &mut Self::State) {}
}

impl AddAnyAttr for Slot {
    type Output<NewAttribute: Attribute> = Self;

    fn add_any_attr<NewAttribute: Attribute>(self, _attribute: NewAttribute) -> Self::Output<NewAttribute> {
        self
    }
}

impl RenderHtml for Slot {
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
        _escape: bool,
        _mark_branches: bool,
        _extra_attributes: Vec<AnyAttribute>,
    ) {
        if crate::stage::is_template() {
            buffer.push_str(&self.directive.mark());
        }
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        RenderHtml::hydrate::<FROM_SERVER>((), cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}
