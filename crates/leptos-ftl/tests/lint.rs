//! Each rule of the lint can fail, and only for what it forbids.
#![cfg(feature = "ssr")]
#![allow(missing_docs)]

use leptos_ftl::{Text, lint, render};

use leptos::prelude::*;

const HEADER: &str = r#"<#ftl output_format="HTML" auto_esc=true>"#;

/// The reasons of what is wrong with `body`.
fn findings(body: &str) -> Vec<String> {
    lint::check(&format!("{HEADER}{body}")).into_iter().map(|finding| finding.reason).collect()
}

#[track_caller]
fn refuses(body: &str, reason: &str) {
    let findings = findings(body);
    assert!(findings.iter().any(|finding| finding.contains(reason)), "{body}: {findings:?}");
}

#[track_caller]
fn accepts(body: &str) {
    assert_eq!(findings(body), Vec::<String>::new(), "{body}");
}

#[test]
fn plain_places_are_fine() {
    accepts("<p class=\"${a}\" title='${b!}'>${msg(\"}\")}<!-- c --></p><title>${d}</title>");
    accepts("<input<#if a> checked</#if> value=\"${b}\"><#list c as d><p>${d}</p></#list>");
    accepts("<#if a><p>${b}<#else><p>${c}</#if></p>");
}

#[test]
fn escaping_must_be_set_at_the_head_and_stay() {
    assert!(!lint::check("<p>${a}</p>").is_empty());
    assert!(!lint::check("<#ftl output_format=\"HTML\" auto_esc=false><p></p>").is_empty());
    assert!(!lint::check("<#ftl output_format=\"plainText\" auto_esc=true><p></p>").is_empty());
    refuses("<#noautoesc>${a}</#noautoesc>", "switched");
    refuses("<#outputformat \"JSON\">${a}</#outputformat>", "switched");
    refuses("<#escape x as x?html>${a}</#escape>", "switched");
}

#[test]
fn unescaped_output_needs_the_sanitiser_between_tags() {
    accepts("<p>${kcSanitize(msg(\"a)\"))?no_esc}</p>");
    refuses("<p>${a?no_esc}</p>", "sanitiser");
    refuses("<p>${kcSanitize(a)+b?no_esc}</p>", "sanitiser");
    refuses("<p>${kcSanitize(a)(b)?no_esc}</p>", "sanitiser");
    refuses("<p>${(kcSanitize(a))!b?no_esc}</p>", "sanitiser");
    refuses("<p title=\"${kcSanitize(a)?no_esc}\">", "elsewhere");
    refuses("<#assign a = b?no_esc>", "directive");
    assert!(lint::check_with_sanitiser(&format!("{HEADER}${{clean(a)?no_esc}}"), "clean").is_empty());
}

#[test]
fn code_and_comments_hold_no_data() {
    refuses("<script>let a = \"${a}\"</script>", "script");
    refuses("<style>a{color:${a}}</style>", "style sheet");
    refuses("<!-- ${a} -->", "comment");
    refuses("<script><#if a>${a}</#if></script>", "script");
}

#[test]
fn tags_and_attributes_hold_data_only_in_quoted_values() {
    refuses("<${a}>", "tag itself");
    refuses("<p ${a}>", "tag itself");
    refuses("<p data-${a}=\"b\">", "tag itself");
    refuses("<p title=${a}>", "without quotes");
    refuses("<p title=x${a}>", "without quotes");
    refuses("<p onclick=\"a(${a})\">", "event handler");
    refuses("<p style=\"color:${a}\">", "style");
    refuses("<iframe srcdoc=\"${a}\"></iframe>", "document");
}

#[test]
fn props_are_escaped_for_json() {
    accepts(
        "<leptos-island data-props=\"{&quot;a&quot;:&quot;${a?json_string}&quot;,&quot;b&quot;:${b?c}}\">",
    );
    refuses("<leptos-island data-props=\"{&quot;a&quot;:&quot;${a}&quot;}\">", "props");
    refuses("<leptos-island data-props=\"{&quot;a&quot;:&quot;${a?js_string}&quot;}\">", "props");
}

#[test]
fn addresses_begin_with_a_literal_or_go_through_a_guard() {
    accepts("<a href=\"/x/${a}\">b</a><a href=\"#${a}\">b</a><a href=\"https://x/?${a}\">b</a>");
    refuses("<a href=\"${a}\">b</a>", "guard");
    refuses("<a href=\"java${a}\">b</a>", "guard");
    refuses("<form action=\"<#if a>/x</#if>${b}\"></form>", "guard");
    refuses("<a href=\"${web_address(a)}\">b</a>", "guard");
    refuses("<#function web_address a><#return a></#function><a href=\"${web_address(a)}\">b</a>", "guard");
    refuses("<a href=\" java\nscript:alert(1)\">b</a>", "scheme");
    accepts("<a href=\"mailto:${a}\">b</a>");
}

#[test]
fn guard_of_a_generated_template_counts_and_a_second_definition_does_not() {
    let template = render::template("a.ftl", || {
        let address = Text::datum("a", "/a");
        view! { <a href=address>"b"</a> }
    })
    .expect("the page can be staged");
    assert_eq!(lint::check(&template), []);
    let redefined = format!("{template}<#function web_address a><#return a></#function>");
    assert!(!lint::check(&redefined).is_empty());
}

#[test]
fn branches_end_in_one_context() {
    refuses("<#if a><p title=\"<#else><p></#if>", "branches");
    refuses("<#if a><!--</#if> b", "branches");
    refuses("<#list a as b><p title=\"</#list>", "branches");
    refuses("<p title=\"<#if a>\"</#if>>", "branches");
}

#[test]
fn directives_and_interpolations_are_whole() {
    refuses("<#if a><p>", "not closed");
    refuses("<p></#if>", "not open");
    refuses("${a", "does not end");
    refuses("<p title=\"a", "ends inside");
    refuses("#{a}", "old form");
}

#[test]
fn no_text_is_run_as_a_template() {
    refuses("<#assign a = b?interpret>", "run");
    refuses("${\"a\"?eval}", "run");
    refuses("${\"freemarker.template.utility.Execute\"?new()}", "run");
}

#[test]
fn comments_and_noparse_are_not_interpolations() {
    accepts("<#-- ${a?no_esc} --><#noparse>${a?no_esc}</#noparse>");
}
