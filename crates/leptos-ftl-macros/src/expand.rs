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
