//! Writes the `impl Staged` of one struct.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Field, Fields, spanned::Spanned};

use crate::attribute::{Datum, ListSample};

/// The implementation of `leptos_ftl::Staged` for `input`.
pub(crate) fn staged(input: &DeriveInput) -> syn::Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new(input.ident.span(), "only a struct can derive Staged"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new(data.fields.span(), "Staged needs named fields"));
    };
    let (mut template, mut sample) = (Vec::new(), Vec::new());
    for field in &fields.named {
        let (in_template, in_sample) = values(field)?;
        let name = &field.ident;
        template.push(quote!(#name: #in_template));
        sample.push(quote!(#name: #in_sample));
    }
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    Ok(quote! {
        #[automatically_derived]
        impl #impl_generics ::leptos_ftl::Staged for #name #type_generics #where_clause {
            fn template() -> Self {
                Self { #(#template),* }
            }
            fn sample() -> Self {
                Self { #(#sample),* }
            }
        }
    })
}

/// The two values of a field: at template stage and as a sample.
fn values(field: &Field) -> syn::Result<(TokenStream, TokenStream)> {
    let ty = &field.ty;
    Ok(match Datum::of(field)? {
        Datum::Value { expression, sample } => (
            quote!(<#ty as ::leptos_ftl::Expression>::staged(#expression)),
            quote!(<#ty as ::core::convert::From<_>>::from(#sample)),
        ),
        Datum::Html { expression, sample } => {
            (quote!(::leptos_ftl::Html::staged(#expression)), quote!(::leptos_ftl::Html::from(#sample)))
        }
        Datum::List { sequence, variable, sample } => {
            let items = match sample {
                ListSample::Length(length) => quote!(::leptos_ftl::List::samples(#length)),
                ListSample::Function(function) => {
                    quote!(::leptos_ftl::List::from(#function()))
                }
            };
            (quote!(<#ty>::staged(#sequence, #variable)), quote!({ let items: #ty = #items; items }))
        }
        Datum::Nested => (
            quote!(<#ty as ::leptos_ftl::Staged>::template()),
            quote!(<#ty as ::leptos_ftl::Staged>::sample()),
        ),
    })
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn each_kind_of_datum_gives_expression_and_sample() {
        let input: DeriveInput = parse_quote! {
            struct Page {
                #[datum(expr = "a!''", sample = "x")]
                text: Text,
                #[datum(html = "clean(b)", sample = "<b>")]
                html: Html,
                #[datum(list = "(c.d)![] as item", sample = 2)]
                items: List<Item>,
                #[datum(list = "e as one as two", sample = make)]
                others: List<Item>,
                #[datum(nested)]
                shell: Shell,
            }
        };
        let expected = quote! {
            #[automatically_derived]
            impl ::leptos_ftl::Staged for Page {
                fn template() -> Self {
                    Self {
                        text: <Text as ::leptos_ftl::Expression>::staged("a!''"),
                        html: ::leptos_ftl::Html::staged("clean(b)"),
                        items: <List<Item> >::staged("(c.d)![]", "item"),
                        others: <List<Item> >::staged("e as one", "two"),
                        shell: <Shell as ::leptos_ftl::Staged>::template()
                    }
                }
                fn sample() -> Self {
                    Self {
                        text: <Text as ::core::convert::From<_> >::from("x"),
                        html: ::leptos_ftl::Html::from("<b>"),
                        items: { let items: List<Item> = ::leptos_ftl::List::samples(2); items },
                        others: { let items: List<Item> = ::leptos_ftl::List::from(make()); items },
                        shell: <Shell as ::leptos_ftl::Staged>::sample()
                    }
                }
            }
        };
        let without_space = |tokens: TokenStream| tokens.to_string().replace(' ', "");
        assert_eq!(staged(&input).map(without_space).ok(), Some(without_space(expected)));
    }

    #[test]
    fn what_a_declaration_lacks_is_said() {
        let cases: [(DeriveInput, &str); 8] = [
            (parse_quote! { struct Page { text: Text } }, "has no #[datum(...)]"),
            (parse_quote! { struct Page { #[datum(expr = "a")] text: Text } }, "a `sample` is missing"),
            (
                parse_quote! { struct Page { #[datum(expr = "a", html = "b", sample = "")] text: Text } },
                "exactly one of",
            ),
            (parse_quote! { struct Page { #[datum(nested, sample = 1)] shell: Shell } }, "exactly one of"),
            (
                parse_quote! { struct Page { #[datum(list = "a", sample = 1)] list: List<A> } },
                "<sequence> as <variable>",
            ),
            (
                parse_quote! { struct Page { #[datum(list = "a as b", sample = "c")] list: List<A> } },
                "expected a length or a path",
            ),
            (parse_quote! { struct Page { #[datum(expression = "a")] text: Text } }, "expected `expr`"),
            (parse_quote! { enum Page { A } }, "only a struct"),
        ];
        for (input, reason) in cases {
            let error = staged(&input).map_err(|error| error.to_string());
            assert!(error.as_ref().is_err_and(|error| error.contains(reason)), "{reason}: {error:?}");
        }
    }
}
