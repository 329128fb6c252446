//! Who is signing in.

use leptos::prelude::*;
use leptos_ftl::when;

use super::ShellData;
use crate::{
    components::icon::{Icon, Shape},
    texts,
};

/// The name by which someone began to sign in, and the way back for somebody else.
#[component]
pub(super) fn Account(
    /// The data of the frame.
    data: ShellData,
) -> impl IntoView {
    when(&data.account_known, || {
        view! {
            <div class="cx-account">
                <Icon shape=Shape::Person class="cx-icon cx-account__icon"/>
                <span class="cx-account__name cx-value">
                    <span class="cx-spoken">{texts::SIGNING_IN_AS.text()} " "</span>
                    <span id="kc-attempted-username">{data.account}</span>
                </span>
                <a class="cx-account__restart" id="reset-login" href=data.restart title=texts::RESTART.text()>
                    {texts::NOT_YOU.text()}
                </a>
            </div>
        }
    })
}
