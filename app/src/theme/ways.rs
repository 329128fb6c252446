//! The other ways to go on that Keycloak offers on any page of a flow.

use leptos::prelude::*;
use leptos_ftl::when;

use super::ShellData;
use crate::{
    components::button::{SubmitButton, Weight},
    texts,
};

/// "Try another way" and "switch organization".
#[component]
pub(super) fn Ways(
    /// The data of the frame.
    data: ShellData,
) -> impl IntoView {
    let another = when(&data.other_ways, || {
        view! {
            <form id="kc-select-try-another-way-form" action=data.action.clone() method="post">
                <input type="hidden" name="tryAnotherWay" value="on"/>
                <SubmitButton id="try-another-way" label=texts::TRY_ANOTHER_WAY.text() weight=Weight::Link/>
            </form>
        }
    });
    let organization = when(&data.other_organizations, || {
        view! {
            <form id="kc-switch-organization-form" action=data.action.clone() method="post">
                <input type="hidden" name="switchOrganization" value="true"/>
                <SubmitButton id="switch-organization" label=texts::SWITCH_ORGANIZATION.text() weight=Weight::Link/>
            </form>
        }
    });
    (another, organization)
}
