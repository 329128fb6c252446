//! Conditions and loops: Leptos' `Vec` in the browser, a directive in the template.

use leptos::{
    either::Either,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        view::{Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
    },
};

use crate::{Flag, List, Number, datum::Loop, mark::Directive, stage};

/// The view of [`when`], [`when_else`], [`each`] or [`repeat`].
///
/// It is a `Vec` of views, and so ends with Leptos' marker (`<!>`) whatever FreeMarker decides: hydration finds the
/// same nodes in every branch.
#[derive(Clone, Debug)]
pub struct Sequence<V> {
    items: Vec<V>,
    /// At template stage, what stands before each item, and after the last one.
    directives: Vec<Directive>,
}

/// Shows `view` if `flag` is true.
pub fn when<V: RenderHtml>(flag: &Flag, view: impl FnOnce() -> V) -> Sequence<V> {
    match flag.condition() {
        Some(condition) => Sequence {
            items: vec![view()],
            directives: vec![Directive::If(condition.to_owned()), Directive::EndIf],
        },
        None => Sequence::known(flag.value_or(false).then(view).into_iter().collect()),
    }
}

/// Shows `view` if `flag` is true, and `otherwise` if it is not.
pub fn when_else<V: RenderHtml, W: RenderHtml>(
    flag: &Flag,
    view: impl FnOnce() -> V,
    otherwise: impl FnOnce() -> W,
) -> Sequence<Either<V, W>> {
    match flag.condition() {
        Some(condition) => Sequence {
            items: vec![Either::Left(view()), Either::Right(otherwise())],
            directives: vec![Directive::If(condition.to_owned()), Directive::Else, Directive::EndIf],
        },
        None if flag.value_or(false) => Sequence::known(vec![Either::Left(view())]),
        None => Sequence::known(vec![Either::Right(otherwise())]),
    }
}

/// Shows `view` of each item of `list`; not inside an island, which has no lists.
pub fn each<T: Clone, V: RenderHtml>(list: &List<T>, view: impl Fn(T) -> V) -> Sequence<V> {
    match list.as_loop() {
        Loop::Items(items) => Sequence::known(items.iter().cloned().map(view).collect()),
        Loop::Staged { header, item } => Sequence {
            items: vec![view(item.clone())],
            directives: vec![Directive::List(header), Directive::EndList],
        },
    }
}

/// Shows `view` of 0, 1, … `count` - 1; inside an island the view begins with an element.
pub fn repeat<V: RenderHtml>(count: &Number, view: impl Fn(Number) -> V) -> Sequence<V> {
    match count.expression() {
        Some(expression) => {
            let variable = stage::loop_variable();
            let header = format!("0..<({expression}) as {variable}");
            Sequence {
                items: vec![view(Number::staged(&variable))],
                directives: vec![Directive::Repeat(header), Directive::EndList],
            }
        }
        None => Sequence::known((0..count.value_or(0)).map(|index| view(Number::from(index))).collect()),
    }
}

impl<V> Sequence<V> {
    fn known(items: Vec<V>) -> Self {
        Self { items, directives: Vec::new() }
    }
}

impl<V: Render> Render for Sequence<V> {
    type State = <Vec<V> as Render>::State;

    fn build(self) -> Self::State {
        self.items.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.items.rebuild(state);
    }
}

impl<V: RenderHtml> AddAnyAttr for Sequence<V> {
    type Output<NewAttribute: Attribute> = Sequence<<V as AddAnyAttr>::Output<NewAttribute::Cloneable>>;

    fn add_any_attr<NewAttribute: Attribute>(self, attribute: NewAttribute) -> Self::Output<NewAttribute> {
        let attribute = attribute.into_cloneable();
        Sequence {
            items: self.items.into_iter().map(|item| item.add_any_attr(attribute.clone())).collect(),
            directives: self.directives,
        }
    }
}

impl<V: RenderHtml> RenderHtml for Sequence<V> {
    type AsyncOutput = Sequence<V::AsyncOutput>;
    type Owned = Sequence<V::Owned>;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        self.items.dry_resolve();
    }

    async fn resolve(self) -> Self::AsyncOutput {
        Sequence { items: self.items.resolve().await, directives: self.directives }
    }

    fn to_html_with_buf(
        self,
        buffer: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attributes: Vec<AnyAttribute>,
    ) {
        let mut directives = self.directives.into_iter();
        if directives.len() == 0 {
            return self.items.to_html_with_buf(buffer, position, escape, mark_branches, extra_attributes);
        }
        let start = *position;
        for item in self.items {
            buffer.extend(directives.next().map(|directive| directive.mark()));
            *position = start;
            item.to_html_with_buf(buffer, position, escape, mark_branches, extra_attributes.clone());
        }
        buffer.extend(directives.map(|directive| directive.mark()));
        Vec::<V>::new().to_html_with_buf(buffer, position, escape, mark_branches, Vec::new());
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.items.hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        Sequence {
            items: self.items.into_iter().map(RenderHtml::into_owned).collect(),
            directives: self.directives,
        }
    }
}
