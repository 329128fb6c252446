//! A small sign-in page that uses every feature once.

use leptos::prelude::*;
use leptos_ftl::{Flag, Html, List, Number, Slot, Staged, Text, each, repeat, when, when_else};

#[derive(Clone, Debug, Staged)]
pub struct Page {
    #[datum(expr = "msg(\"title\")", sample = "Sign in")]
    pub title: Text,
    #[datum(expr = "url.loginAction", sample = "https://sso.example/authenticate")]
    pub action: Text,
    #[datum(expr = "(login.username)!''", sample = "agent1")]
    pub username: Text,
    #[datum(expr = "realm.rememberMe", sample = true)]
    pub remember_me: Flag,
    #[datum(expr = "login.rememberMe??", sample = false)]
    pub remembered: Flag,
    #[datum(expr = "otp.digits", sample = 6)]
    pub digits: Number,
    #[datum(nested)]
    pub notice: Notice,
    #[datum(list = "(social.providers)![] as provider", sample = 2)]
    pub providers: List<Provider>,
    #[datum(list = "locales as locale", sample = locales)]
    pub locales: List<Locale>,
}

#[derive(Clone, Debug, Staged)]
pub struct Notice {
    #[datum(expr = "message??", sample = true)]
    pub present: Flag,
    #[datum(expr = "(message.type)!'info'", sample = "info")]
    pub kind: Text,
    #[datum(html = "kcSanitize(message.summary)", sample = "<b>Hi</b>")]
    pub summary: Html,
}

#[derive(Clone, Debug, Staged)]
pub struct Provider {
    #[datum(expr = "provider.alias", sample = "github")]
    pub alias: Text,
    #[datum(expr = "provider.displayName", sample = "GitHub")]
    pub name: Text,
    #[datum(expr = "provider.loginUrl", sample = "/broker/github")]
    pub address: Text,
}

#[derive(Clone, Debug, Staged)]
pub struct Locale {
    #[datum(expr = "locale.label", sample = "English")]
    pub label: Text,
}

fn locales() -> Vec<Locale> {
    ["English", "Deutsch", "العربية"].map(|label| Locale { label: label.into() }).into()
}

/// A field whose island has a string, an optional string, a boolean, a number and a constant as props.
#[island]
pub fn PasswordField(
    label: Text,
    value: Text,
    #[prop(optional)] hint: Option<Text>,
    invalid: Flag,
    boxes: Number,
    name: String,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    view! {
        <label class="cx-label" for=name.clone()>{label}</label>
        <input
            class="cx-input"
            id=name.clone()
            name=name
            type=move || if shown.get() { "text" } else { "password" }
            value=value.clone()
            aria-invalid=invalid.attr("true")
            disabled=invalid.clone()
        />
        {hint.map(|hint| view! { <p class="cx-hint">{hint}</p> })}
        {when(&invalid, || view! { <p class="cx-error">"Wrong"</p> })}
        {when_else(&value.is_empty(), || "empty", || view! { <b class="cx-value">{value.clone()}</b> })}
        " after "
        {boxes.clone()}
        {repeat(&boxes, |index| view! { <i class="cx-box" data-index=index></i> })}
        <button class="cx-button" type="button" on:click=move |_| shown.update(|shown| *shown = !*shown)>
            {move || if shown.get() { "Hide" } else { "Show" }}
        </button>
        <svg class="cx-icon"><title>"Eye"</title><path d="M0 0"></path></svg>
    }
}

/// The whole page.
#[component]
pub fn SignIn(page: Page) -> impl IntoView {
    let Page { title, action, username, remember_me, remembered, digits, notice, providers, locales } = page;
    view! {
        <html lang="en">
            <head>
                <title>"Costs $" {title.clone()} " {now}"</title>
                <script type="module" src="/boot.js"></script>
            </head>
            <body>
                <h1>{title.clone()}</h1>
                {when(&notice.present, || view! {
                    <div class=format!("cx-alert cx-alert--{}", notice.kind) role="alert" inner_html=notice.summary.clone()></div>
                })}
                <form method="post" action=action>
                    <input name="username" value=username.clone() autofocus=username.is_empty()/>
                    <PasswordField
                        label=title.clone()
                        value=username.clone()
                        hint=Text::concat([title.clone(), " ".into(), username.clone()])
                        invalid=notice.present.and(&remember_me)
                        boxes=digits
                        name="password".to_owned()
                    />
                    {when(&remember_me, || view! {
                        <label><input type="checkbox" name="rememberMe" checked=remembered.clone()/>"Remember me"</label>
                    })}
                    <button type="submit" title=remember_me.choose("Stay \"in\"", title.clone())>"Sign in"</button>
                </form>
                {when_else(
                    &providers.is_empty(),
                    || view! { <p>"Nobody else"</p> },
                    || view! {
                        <ul>
                            {each(&providers, |provider| view! {
                                <li><a id=format!("social-{}", provider.alias) href=provider.address>"Continue with " {provider.name}</a></li>
                            })}
                        </ul>
                    },
                )}
                {when(&locales.more_than(1), || each(&locales, |locale| view! { <span>{locale.label}</span> }))}
                {Slot::nested("form")}
            </body>
        </html>
    }
}
