//! What the package's loader (`pkg/index.js`) calls.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use cx_auth_core::Input;
use cx_auth_core::io::{CallId, SignIn, SignOut, Start};
use cx_auth_core::secret::SecretUrl;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::driver::Driver;
use crate::face::{Face, Refusal};
use crate::host::location;
use crate::options::{self, Options};

/// One session. Its answers are pushed to the [`Face`]; its promises reject with the package's `AuthError`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Client {
    driver: RefCell<Option<Rc<Driver>>>,
    face: Face,
}

#[wasm_bindgen]
impl Client {
    /// A client that listens to the page's wake-ups and otherwise waits for [`start`](Self::start).
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "import('../index.js').AuthConfig")] config: &JsValue,
        face: Face,
    ) -> Result<Client, JsValue> {
        let refused = |refusal: Refusal| face.refusal(&refusal);
        let config = options::config(&Options::of(config)).map_err(refused)?;
        let driver = Driver::new(config, face.clone()).map_err(refused)?;
        Ok(Self { driver: RefCell::new(Some(driver)), face })
    }

    /// Takes up the callback this page was opened with, or looks for a session. Resolves with the `appState` of a sign-in
    /// that was completed.
    #[wasm_bindgen(unchecked_return_type = "Promise<string | undefined>")]
    pub fn start(
        &self,
        #[wasm_bindgen(unchecked_param_type = "import('../index.js').StartOptions | undefined")]
        options: &JsValue,
    ) -> Promise {
        let options = Options::of(options);
        self.ask(|call| {
            let on_load = options::on_load(&options)?;
            Ok(Input::Start(Start { call, page_url: page_url()?, on_load }))
        })
    }

    /// Leaves for the sign-in page.
    #[wasm_bindgen(js_name = signIn, unchecked_return_type = "Promise<never>")]
    pub fn sign_in(
        &self,
        #[wasm_bindgen(unchecked_param_type = "import('../index.js').SignInOptions | undefined")]
        options: &JsValue,
    ) -> Promise {
        let options = Options::of(options);
        self.ask(|call| {
            let options = options::sign_in(&options)?;
            Ok(Input::SignIn(SignIn { call, page_url: page_url()?, options }))
        })
    }

    /// Ends the session here and leaves for the provider to end it there.
    #[wasm_bindgen(js_name = signOut, unchecked_return_type = "Promise<never>")]
    pub fn sign_out(
        &self,
        #[wasm_bindgen(unchecked_param_type = "import('../index.js').SignOutOptions | undefined")]
        options: &JsValue,
    ) -> Promise {
        let options = Options::of(options);
        self.ask(|call| {
            let redirect_uri = options.text("redirectUri")?;
            Ok(Input::SignOut(SignOut { call, page_url: page_url()?, redirect_uri }))
        })
    }

    /// Resolves with an access token that is valid for a while.
    #[wasm_bindgen(js_name = accessToken, unchecked_return_type = "Promise<string>")]
    pub fn access_token(
        &self,
        #[wasm_bindgen(unchecked_param_type = "import('../index.js').AccessTokenOptions | undefined")]
        options: &JsValue,
    ) -> Promise {
        let options = Options::of(options);
        self.ask(|call| {
            let min_validity = options.seconds("minValidity")?.unwrap_or(MIN_VALIDITY);
            Ok(Input::AccessToken { call, min_validity, instead_of: None })
        })
    }

    /// Lets go of every timer, listener, request and frame; what still waits is rejected.
    pub fn dispose(&self) {
        if let Some(driver) = self.driver.take() {
            driver.close(&Refusal::Disposed);
        }
    }

    fn ask(&self, input: impl FnOnce(CallId) -> Result<Input, Refusal>) -> Promise {
        let driver = self.driver.borrow().clone();
        match driver {
            Some(driver) => driver.ask(input),
            None => Promise::reject(&self.face.refusal(&Refusal::Disposed)),
        }
    }
}

fn page_url() -> Result<SecretUrl, Refusal> {
    location::page_url().ok_or(Refusal::NotABrowser)
}

const MIN_VALIDITY: Duration = Duration::from_secs(5);
