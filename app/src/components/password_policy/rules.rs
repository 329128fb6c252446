//! The list of the rules.

use leptos::prelude::*;
use leptos_ftl::{Flag, Number, Staged, Text, when};

use super::PasswordTicks;
use crate::texts::{self, Message};

/// The realm's rules for passwords; 0 and false stand for those it lacks.
#[derive(Clone, Debug, Staged)]
pub(crate) struct Policy {
    #[datum(expr = "(passwordPolicies.length)!0", sample = 10)]
    length: Number,
    #[datum(expr = "(passwordPolicies.lowerCase)!0", sample = 1)]
    lower_case: Number,
    #[datum(expr = "(passwordPolicies.upperCase)!0", sample = 1)]
    upper_case: Number,
    #[datum(expr = "(passwordPolicies.digits)!0", sample = 1)]
    digits: Number,
    #[datum(expr = "(passwordPolicies.specialChars)!0", sample = 0)]
    special: Number,
    #[datum(expr = "(passwordPolicies.notUsername)!false", sample = true)]
    not_username: Flag,
    #[datum(expr = "(passwordPolicies.notEmail)!false", sample = true)]
    not_email: Flag,
    #[datum(expr = "(passwordPolicies.passwordHistory)!0", sample = 3)]
    history: Number,
}

impl Policy {
    /// Whether there is any rule to show.
    pub(crate) fn exists(&self) -> Flag {
        [&self.length, &self.lower_case, &self.upper_case, &self.digits, &self.special, &self.history]
            .into_iter()
            .fold(self.not_username.or(&self.not_email), |any, rule| any.or(&rule.more_than(0)))
    }

    /// The sample without rules.
    pub(crate) fn none() -> Self {
        Self {
            length: 0.into(),
            lower_case: 0.into(),
            upper_case: 0.into(),
            digits: 0.into(),
            special: 0.into(),
            not_username: false.into(),
            not_email: false.into(),
            history: 0.into(),
        }
    }

    /// The sample with every rule.
    pub(crate) fn every() -> Self {
        Self { special: 2.into(), ..Self::sample() }
    }
}

/// The realm's password rules; those that a script can check are ticked off while the person types.
#[component]
pub(crate) fn PasswordRules(
    /// The rules.
    policy: Policy,
    /// The id of the list, by which the input is described.
    id: &'static str,
    /// The person's username, for the rule that forbids it.
    username: Text,
) -> impl IntoView {
    let counted = |name: &'static str, number: &Number, message: Message| {
        let text = message.about(&format!("(passwordPolicies.{name})!0"), number.text().as_str());
        when(&number.more_than(0), || line(name, number.text(), text))
    };
    let checked = (
        counted("length", &policy.length, texts::POLICY_LENGTH),
        counted("lowerCase", &policy.lower_case, texts::POLICY_LOWER_CASE),
        counted("upperCase", &policy.upper_case, texts::POLICY_UPPER_CASE),
        counted("digits", &policy.digits, texts::POLICY_DIGITS),
        counted("specialChars", &policy.special, texts::POLICY_SPECIAL),
        when(&policy.not_username, || line("notUsername", username, texts::POLICY_NOT_USERNAME.text())),
    );
    let rest = (
        when(&policy.not_email, || line("notEmail", "".into(), texts::POLICY_NOT_EMAIL.text())),
        counted("passwordHistory", &policy.history, texts::POLICY_HISTORY),
    );
    view! {
        <div class="cx-policy" id=id>
            <p>{texts::POLICY_TITLE.text()}</p>
            <ul class="cx-policy__rules">{checked} {rest}</ul>
        </div>
        <PasswordTicks/>
    }
    .into_any()
}

fn line(name: &'static str, value: Text, text: Text) -> impl RenderHtml {
    view! {
        <li class="cx-policy__rule" data-cx-rule=name data-cx-value=value>
            <span class="cx-policy__mark" aria-hidden="true"></span>
            {text}
            <span class="cx-spoken" hidden>{texts::POLICY_MET.text()}</span>
        </li>
    }
}
