//! How the secret of an authenticator app reaches the app: by camera, by link, or by hand.

use leptos::prelude::*;
use leptos_ftl::{Flag, Number, Staged, Text, when};

use crate::{
    components::{
        copying::Copying,
        icon::{Icon, Shape},
        qr_card::QrCard,
    },
    texts,
};

/// The id of the key that is typed by hand.
const SECRET: &str = "kc-totp-secret-key";

/// The key of an enrolment in all its forms.
#[derive(Clone, Debug, Staged)]
pub(crate) struct KeyData {
    /// The `otpauth:` address, made by Keycloak itself.
    #[datum(
        expr = "totp.policy.getKeyURI(((realm.displayName)!'')?has_content?then((realm.displayName)!'', realm.name), totp.username, totp.totpSecret)",
        sample = "otpauth://totp/ExpertFlow:agent1?secret=MFQWCYLBMFQWCYLBMFQWCYLBMFQWCYLB&digits=6&algorithm=SHA1&issuer=ExpertFlow&period=30"
    )]
    link: Text,
    /// Keycloak's own picture, base64.
    #[datum(
        expr = "totp.totpSecretQrCode",
        sample = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
    )]
    picture: Text,
    /// In groups of four.
    #[datum(expr = "totp.totpSecretEncoded", sample = "MFQW CYLB MFQW CYLB MFQW CYLB MFQW CYLB")]
    secret: Text,
    #[datum(expr = "msg('loginTotp.' + totp.policy.type)", sample = "Time-based")]
    kind: Text,
    #[datum(expr = "totp.policy.type == 'hotp'", sample = false)]
    counts: Flag,
    #[datum(expr = "totp.policy.algorithmKey", sample = "SHA1")]
    algorithm: Text,
    #[datum(expr = "totp.policy.period", sample = 30)]
    period: Number,
    #[datum(expr = "totp.policy.initialCounter", sample = 0)]
    counter: Number,
}

impl KeyData {
    /// The sample of an app that counts instead of looking at the clock.
    pub(crate) fn counter() -> Self {
        Self { counts: true.into(), kind: "Counter-based".into(), ..Self::sample() }
    }
}

/// The QR code, and on a phone the link that opens the app there.
#[component]
pub(crate) fn Scan(
    /// The key.
    data: KeyData,
) -> impl IntoView {
    let picture = Text::concat([Text::from("data:image/png;base64,"), data.picture]);
    view! {
        <a class="cx-button cx-button--secondary cx-enrol-here" id="kc-totp-link" href=data.link.any_scheme() data-cx-qr="">
            <Icon shape=Shape::Phone/>
            {texts::OPEN_APP.text()}
        </a>
        <div class="cx-qr">
            <img
                class="cx-qr__image"
                id="kc-totp-secret-qr-code"
                src=picture.any_scheme()
                alt=texts::QR_ALT.text()
                width="216"
                height="216"
            />
            <QrCard/>
        </div>
    }
    .into_any()
}

/// "Unable to scan?": the key to type, and what else the app may ask.
#[component]
pub(crate) fn Key(
    /// The key.
    data: KeyData,
    /// How many digits a code has.
    digits: Number,
    /// Whether it is open when the page opens.
    open: Flag,
) -> impl IntoView {
    let setting = |name: Text, value: Text| view! { <dt>{name}</dt> <dd>{value}</dd> };
    view! {
        <details class="cx-more" id="kc-totp-manual" open=open>
            <summary class="cx-more__summary">{texts::UNABLE_TO_SCAN.text()} <Icon shape=Shape::ChevronDown/></summary>
            <div class="cx-more__content">
                <div class="cx-key">
                    <p>{texts::ENTER_KEY.text()}</p>
                    <p class="cx-key__code" id=SECRET>{data.secret}</p>
                    <button
                        class="cx-button cx-button--secondary cx-copy cx-scripted cx-removable"
                        type="button"
                        data-cx-copy=SECRET
                    >
                        <Icon shape=Shape::Copy/>
                        <span class="cx-copy__offer">{texts::COPY.text()}</span>
                        <span class="cx-copy__answer">{texts::COPIED.text()}</span>
                    </button>
                    <span class="cx-spoken" role="status"></span>
                    <Copying/>
                    <p class="cx-field__hint">{texts::USE_SETTINGS.text()}</p>
                    <dl class="cx-key__settings">
                        {setting(texts::TYPE.text(), data.kind)}
                        {setting(texts::ALGORITHM.text(), data.algorithm)}
                        {setting(texts::DIGITS.text(), digits.text())}
                        {when(&data.counts.negate(), || setting(texts::INTERVAL.text(), data.period.text()))}
                        {when(&data.counts, || setting(texts::COUNTER.text(), data.counter.text()))}
                    </dl>
                </div>
            </div>
        </details>
    }
    .into_any()
}
