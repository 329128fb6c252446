//! The derive macro of `leptos-ftl`; use it through that crate.

use proc_macro::TokenStream;

/// Declares the data of a page: for each field its FreeMarker expression and its sample value.
///
/// | attribute of the field | its type |
/// | --- | --- |
/// | `#[datum(expr = "url.loginAction", sample = "https://…")]` | `Text`, `Flag` or `Number` |
/// | `#[datum(html = "sanitise(message.summary)", sample = "<b>Hi</b>")]` | `Html` |
/// | `#[datum(list = "(social.providers)![] as provider", sample = 2)]` | `List<T>`; the sample is a length (of `T::sample()`s) or a path to a `fn() -> Vec<T>` |
/// | `#[datum(nested)]` | another type that derives `Staged` |
#[proc_macro_derive(Staged, attributes(datum))]
pub fn staged(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    expand::staged(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

mod attribute;
mod expand;
