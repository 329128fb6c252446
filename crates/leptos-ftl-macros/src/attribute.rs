//! Reads `#[datum(...)]` of one field.

use proc_macro2::Span;
use syn::{Expr, ExprLit, Field, Lit, LitInt, LitStr, Path, spanned::Spanned};

/// What one field declares about itself.
pub(crate) enum Datum {
    /// A text, flag or number: its expression and its sample value.
    Value { expression: LitStr, sample: Expr },
    /// Sanitised HTML: its expression and its sample value.
    Html { expression: LitStr, sample: Expr },
    /// A list: sequence, name of the loop variable, and the sample items.
    List { sequence: String, variable: String, sample: ListSample },
    /// Another staged struct.
    Nested,
}

/// Where the sample items of a list come from.
pub(crate) enum ListSample {
    /// So many copies of the item's own sample.
    Length(LitInt),
    /// A function that makes them.
    Function(Path),
}

impl Datum {
    /// The declaration of `field`, or an error that points at what is wrong with it.
    pub(crate) fn of(field: &Field) -> syn::Result<Self> {
        let mut attributes = field.attrs.iter().filter(|a| a.path().is_ident("datum"));
        let attribute = attributes.next().ok_or_else(|| {
            syn::Error::new(
                field.span(),
                "this field has no #[datum(...)]: every datum of a page declares its expression and its sample",
            )
        })?;
        if let Some(second) = attributes.next() {
            return Err(syn::Error::new(second.span(), "a second #[datum(...)]"));
        }
        let mut keys = Keys::default();
        attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            match name.as_str() {
                "expr" => keys.expr = Some(meta.value()?.parse()?),
                "html" => keys.html = Some(meta.value()?.parse()?),
                "list" => keys.list = Some(meta.value()?.parse()?),
                "sample" => keys.sample = Some(meta.value()?.parse()?),
                "nested" => keys.nested = true,
                _ => {
                    return Err(meta.error("expected `expr`, `html`, `list`, `sample` or `nested`"));
                }
            }
            Ok(())
        })?;
        keys.into_datum(attribute.span())
    }
}

#[derive(Default)]
struct Keys {
    expr: Option<LitStr>,
    html: Option<LitStr>,
    list: Option<LitStr>,
    sample: Option<Expr>,
    nested: bool,
}

impl Keys {
    fn into_datum(self, span: Span) -> syn::Result<Datum> {
        let sample = || syn::Error::new(span, "a `sample` is missing: the gallery and the tests need it");
        match self {
            Self { expr: Some(expression), html: None, list: None, sample: value, nested: false } => {
                Ok(Datum::Value { expression, sample: value.ok_or_else(sample)? })
            }
            Self { expr: None, html: Some(expression), list: None, sample: value, nested: false } => {
                Ok(Datum::Html { expression, sample: value.ok_or_else(sample)? })
            }
            Self { expr: None, html: None, list: Some(list), sample: value, nested: false } => {
                let (sequence, variable) = split_list(&list)?;
                let sample = list_sample(value.ok_or_else(sample)?)?;
                Ok(Datum::List { sequence, variable, sample })
            }
            Self { expr: None, html: None, list: None, sample: None, nested: true } => Ok(Datum::Nested),
            _ => Err(syn::Error::new(
                span,
                "give exactly one of `expr`, `html`, `list` (each with `sample`) or `nested`",
            )),
        }
    }
}

/// Splits `"sequence as variable"`.
fn split_list(list: &LitStr) -> syn::Result<(String, String)> {
    let text = list.value();
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    match text.rsplit_once(" as ") {
        Some((sequence, variable)) if is_name(variable.trim()) && !sequence.trim().is_empty() => {
            Ok((sequence.trim().to_owned(), variable.trim().to_owned()))
        }
        _ => Err(syn::Error::new(list.span(), "expected \"<sequence> as <variable>\"")),
    }
}

fn list_sample(sample: Expr) -> syn::Result<ListSample> {
    match sample {
        Expr::Lit(ExprLit { lit: Lit::Int(length), .. }) => Ok(ListSample::Length(length)),
        Expr::Path(path) => Ok(ListSample::Function(path.path)),
        other => Err(syn::Error::new(other.span(), "expected a length or a path to a `fn() -> Vec<_>`")),
    }
}
