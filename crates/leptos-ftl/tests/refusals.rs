//! What cannot be staged is an error that names the page, the place and the reason; what looks like FreeMarker is
//! text.
#![cfg(feature = "ssr")]
#![allow(missing_docs, missing_debug_implementations, unreachable_pub, clippy::must_use_candidate)]

use leptos::{prelude::*, tachys::view::RenderHtml};
use leptos_ftl::{
    Flag, Html, List, Number, Slot, Staged, Text, each,
    render::{self, Renderer},
    repeat, when,
};

fn datum() -> Text {
    Text::datum("x", "sample")
}

/// The body of the staged page.
fn staged<V: RenderHtml>(view: impl FnOnce() -> V) -> String {
    let template = render::template("page.ftl", view).expect("the page can be staged");
    let (_, body) = template.split_once("<!DOCTYPE html>").expect("the page has a document type");
    body.to_owned()
}

#[track_caller]
fn refuses<V: RenderHtml>(view: impl FnOnce() -> V, reason: &str) {
    let error = render::template("page.ftl", view).expect_err("the page cannot be staged");
    assert_eq!(error.page, "page.ftl");
    assert!(error.reason.contains(reason), "{error}");
}

/// An element whose content is `html`, as a page may write it by hand.
fn raw(html: impl Into<String>) -> impl RenderHtml {
    view! { <div inner_html=html.into()></div> }
}

#[test]
fn error_names_page_place_and_reason() {
    let error = render::template("login.ftl", || {
        view! { <main><form><a href="javascript:alert(1)">"x"</a></form></main> }
    })
    .expect_err("the page cannot be staged");
    assert_eq!(
        error.to_string(),
        "login.ftl: main > form > a: in `<a href>`: the address begins with `javascript:`"
    );
}

#[test]
fn data_in_code_comments_and_names_are_refused() {
    refuses(|| view! { <script>{datum()}</script> }, "a script or a style sheet");
    refuses(|| view! { <style>{datum()}</style> }, "a script or a style sheet");
    refuses(|| raw(format!("<!-- {} -->", datum())), "comment");
    refuses(|| raw(format!("<{}>", datum())), "name of a tag");
    refuses(|| raw(format!("<p {}>", datum())), "tag `<p>` itself");
    refuses(|| raw(format!("<p data-{}=\"a\">", datum())), "name of an attribute");
    refuses(|| raw(format!("<p title={}>", datum())), "no quotes");
}

#[test]
fn data_in_handlers_styles_and_documents_are_refused_even_where_inline_code_is_allowed() {
    for (html, reason) in [
        (format!("<p onclick=\"a('{}')\"></p>", datum_mark()), "event handler"),
        (format!("<p style=\"color:{}\"></p>", datum_mark()), "style"),
        (format!("<iframe srcdoc=\"{}\"></iframe>", datum_mark()), "document"),
    ] {
        let error = Renderer::new()
            .allow_inline()
            .template("page.ftl", || raw(html))
            .expect_err("the page cannot be staged");
        assert!(error.reason.contains(reason), "{error}");
    }
}

/// A mark made outside of a template, for the tests that need one in a string beforehand.
fn datum_mark() -> Text {
    Text::staged("x")
}

#[test]
fn inline_code_is_refused_unless_allowed() {
    refuses(|| view! { <p style="color:red"></p> }, "content security policy");
    refuses(|| view! { <script>"run()"</script> }, "content security policy");
    refuses(|| raw("<p onclick=\"run()\"></p>"), "content security policy");
    let allowed = Renderer::new().allow_inline().template("page.ftl", || view! { <p style="color:red"></p> });
    assert!(allowed.is_ok());
    assert_eq!(
        staged(|| view! { <script type="application/json">"{}"</script> }),
        "<script type=\"application/json\">{}</script>"
    );
}

fn first_four(text: &Text) -> String {
    text.as_str().chars().take(4).collect()
}

#[test]
fn texts_that_were_taken_apart_are_refused() {
    refuses(|| view! { <p>{datum().as_str().to_lowercase()}</p> }, "taken apart");
    refuses(|| view! { <p>{datum().as_str().to_uppercase()}</p> }, "taken apart");
    refuses(|| view! { <p title={first_four(&datum())}></p> }, "taken apart");
    refuses(|| view! { <p>{datum().as_str().replace('\u{E001}', "")}</p> }, "taken apart");
}

#[test]
fn padding_does_not_count_the_mark() {
    assert_eq!(staged(|| view! { <p>{format!("{:>9}", datum())}</p> }), "<p>${x}</p>");
}

#[test]
fn reading_a_value_before_it_is_known_is_refused() {
    refuses(|| view! { <p>{Number::datum("otp.digits", 6).value()}</p> }, "reads the value of `otp.digits`");
    refuses(|| Flag::datum("a??", true).value().then(|| view! { <p></p> }), "reads the value of `a??`");
    assert_eq!(staged(|| view! { <p>{Number::datum("otp.digits", 6).value_or(0)}</p> }), "<p>0</p>");
}

#[test]
fn expressions_that_would_leave_their_place_are_refused() {
    for (expression, reason) in [
        ("a}", "unbalanced"),
        ("msg('a'", "unbalanced"),
        ("'a", "does not end"),
        ("", "empty"),
        ("a?no_esc", "escaping off"),
    ] {
        refuses(|| view! { <p>{Text::staged(expression)}</p> }, reason);
        refuses(|| view! { <p hidden=Flag::staged(expression)></p> }, reason);
        refuses(|| when(&Flag::staged(expression), || view! { <p></p> }), reason);
    }
}

#[test]
fn html_is_the_whole_content_of_an_element_and_sanitised() {
    let html = || Html::staged("kcSanitize(x)");
    assert_eq!(staged(|| view! { <p inner_html=html()></p> }), "<p>${kcSanitize(x)?no_esc}</p>");
    refuses(|| view! { <p inner_html=Html::staged("x")></p> }, "sanitiser");
    refuses(|| view! { <p inner_html=Html::staged("kcSanitize(x)!y")></p> }, "sanitiser");
    let other =
        Renderer::new().sanitiser("clean").template("page.ftl", || view! { <p inner_html=html()></p> });
    assert!(other.is_err());
}

#[test]
fn literal_text_that_looks_like_freemarker_is_text() {
    assert_eq!(
        staged(|| view! { <p title="${7*7} <#if> #{1}">"${7*7} <#if x> #{1} $" {"{x}"}</p> }),
        "<p title=\"$&#123;7*7} &lt;#if&gt; #&#123;1}\">$&#123;7*7} &lt;#if x&gt; #&#123;1} $&#123;x}</p>"
    );
    refuses(|| raw("<#if x>"), "no tag");
    refuses(|| raw("<@layout/>"), "no tag");
    refuses(|| view! { <script type="application/json">"${x}"</script> }, "would interpret");
}

#[test]
fn elements_that_straddle_a_condition_are_refused() {
    let flag = || Flag::staged("a");
    refuses(|| when(&flag(), || raw("<b>")), "is due");
    refuses(|| raw("</div>"), "closes nothing");
}

#[island]
fn WithoutClass() -> impl IntoView {
    view! { <p>"a"</p> }
}

#[island]
fn WithConstant(name: String) -> impl IntoView {
    view! { <p class="cx-a">{name}</p> }
}

#[island]
fn WithTexts(count: Number) -> impl IntoView {
    view! { <p class="cx-a">{repeat(&count, |index| index)}</p> }
}

#[island]
fn WithSlot() -> impl IntoView {
    view! { <p class="cx-a">{Slot::nested("a")}</p> }
}

#[island]
fn WithParagraph() -> impl IntoView {
    view! { <p class="cx-a"><div class="cx-b"></div></p> }
}

#[derive(Clone, Debug, Staged)]
struct Item {
    #[datum(expr = "item.name", sample = "a")]
    name: Text,
}

#[island]
fn WithList() -> impl IntoView {
    let items = List::<Item>::staged("items", "item");
    view! { <p class="cx-a">{each(&items, |item| view! { <b class="cx-b">{item.name}</b> })}</p> }
}

#[island]
fn WithHtml() -> impl IntoView {
    view! { <p class="cx-a" inner_html=Html::staged("kcSanitize(x)")></p> }
}

#[island]
fn Inner() -> impl IntoView {
    view! { <b class="cx-b">"inner"</b> }
}

#[island]
fn Outer() -> impl IntoView {
    view! { <p class="cx-a"><Inner/></p> }
}

#[test]
fn what_an_island_cannot_hydrate_is_refused() {
    refuses(|| view! { <WithoutClass/> }, "no class that begins with `cx-`");
    refuses(|| view! { <WithTexts count=Number::staged("n")/> }, "begins with text");
    refuses(|| view! { <WithSlot/> }, "a slot stands in an island");
    refuses(|| view! { <WithParagraph/> }, "closes the `<p>`");
    refuses(|| view! { <WithList/> }, "cannot repeat the items of a list");
    refuses(|| view! { <WithHtml/> }, "HTML from the server");
}

#[test]
fn nested_island_becomes_a_part_of_the_outer_one() {
    let page = staged(|| view! { <Outer/> });
    assert_eq!(page.matches("<leptos-island").count(), 1);
    assert!(page.contains("<p class=\"cx-a\"><b class=\"cx-b\">inner</b></p>"));
}

#[test]
fn number_inside_a_string_of_the_props_is_refused() {
    let number = leptos::serde_json::to_string(&Number::staged("n")).expect("a number is JSON");
    refuses(
        || view! { <WithConstant name=format!("a{}", number.trim_matches('"'))/> },
        "inside a string of the props",
    );
    let page = staged(|| view! { <WithConstant name=format!("a{}", Number::staged("n"))/> });
    assert!(page.contains("&quot;name&quot;:&quot;a${(n?c)?json_string}&quot;"), "{page}");
}

#[test]
fn text_alone_in_an_island_is_never_empty() {
    let page = staged(|| view! { <WithConstant name="".into()/> });
    assert!(page.contains("<p class=\"cx-a\"> </p>"), "{page}");
    let page = staged(|| view! { <WithConstant name=format!("{}{}", datum(), Text::staged("y!''"))/> });
    assert!(
        page.contains("<p class=\"cx-a\">${(x + (y!''))?has_content?then((x + (y!'')), \" \")}</p>"),
        "{page}"
    );
}
