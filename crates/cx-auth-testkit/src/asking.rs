//! What a page asks its machine for.

use core::time::Duration;

use cx_auth_core::io::{
    Adopt, ApiRefusal, ApiRequest, ApiToken, CallId, Endpoint, Input, OnLoad, Reaction, SignIn, SignInBeside,
    SignInOptions, SignOut, Start, TokenRequest, Way,
};
use cx_auth_core::secret::{AccessToken, SecretText, SecretUrl};
use cx_auth_core::{Answer, AuthError};

use crate::Browser;

impl Browser {
    /// `start()`
    pub fn start(&mut self, on_load: OnLoad) -> CallId {
        let call = self.new_call();
        let page_url = SecretUrl::new(self.page_url().to_owned());
        self.handle(Input::Start(Start { call, page_url, on_load }));
        call
    }

    /// `signIn()`
    pub fn sign_in(&mut self, options: SignInOptions) -> CallId {
        let call = self.new_call();
        let page_url = SecretUrl::new(self.page_url().to_owned());
        self.handle(Input::SignIn(SignIn { call, page_url, options: Box::new(options) }));
        call
    }

    /// `recover()` in these ways, or `signInWithPopup()`.
    pub fn sign_in_beside(&mut self, ways: &[Way], is_demanded: bool) -> CallId {
        self.begin_beside(ways, SignInOptions::default(), is_demanded)
    }

    /// The same, demanded with these options.
    pub fn sign_in_beside_with(&mut self, ways: &[Way], options: SignInOptions) -> CallId {
        self.begin_beside(ways, options, true)
    }

    fn begin_beside(&mut self, ways: &[Way], options: SignInOptions, is_demanded: bool) -> CallId {
        let call = self.new_call();
        let page_url = SecretUrl::new(self.page_url().to_owned());
        let (options, ways) = (Box::new(options), ways.to_vec());
        self.handle(Input::SignInBeside(SignInBeside { call, page_url, options, ways, is_demanded }));
        call
    }

    /// `signOut()`
    pub fn sign_out(&mut self) -> CallId {
        let call = self.new_call();
        let page_url = SecretUrl::new(self.page_url().to_owned());
        self.handle(Input::SignOut(SignOut { call, page_url, redirect_uri: None }));
        call
    }

    /// `accessToken()`
    pub fn access_token(&mut self, min_validity: Duration) -> CallId {
        let call = self.new_call();
        self.handle(Input::AccessToken { call, min_validity, instead_of: None });
        call
    }

    /// `accessToken({ insteadOf })`
    pub fn access_token_instead_of(&mut self, refused: &str) -> CallId {
        let call = self.new_call();
        let instead_of = Some(AccessToken::new(refused.to_owned()));
        self.handle(Input::AccessToken { call, min_validity: Duration::ZERO, instead_of });
        call
    }

    /// `userInfo()`
    pub fn user_info(&mut self) -> CallId {
        let call = self.new_call();
        self.handle(Input::UserInfo { call });
        call
    }

    /// `revoke()`
    pub fn revoke(&mut self) -> CallId {
        let call = self.new_call();
        self.handle(Input::Revoke { call });
        call
    }

    /// `fetch()` of this URL, before the request.
    pub fn authorize_api(&mut self, method: &str, url: &str, instead_of: Option<&str>) -> CallId {
        let call = self.new_call();
        let (method, url) = (method.to_owned(), url.to_owned());
        let instead_of = instead_of.map(|token| AccessToken::new(token.to_owned()));
        self.handle(Input::AuthorizeApi(ApiRequest { call, method, url, instead_of }));
        call
    }

    /// What a request to an API was given.
    pub fn api_token(&self, call: CallId) -> Option<&ApiToken> {
        match self.answer(call)? {
            Ok(Answer::ApiToken(token)) => Some(token),
            _ => None,
        }
    }

    /// `fetch()`: the API has answered so.
    pub fn api_answered(
        &mut self,
        url: &str,
        token: &str,
        status: u16,
        www_authenticate: Option<&str>,
        dpop_nonce: Option<&str>,
    ) -> Reaction {
        let call = self.new_call();
        self.handle(Input::ApiRefused(ApiRefusal {
            call,
            url: url.to_owned(),
            token: AccessToken::new(token.to_owned()),
            status,
            www_authenticate: www_authenticate.map(str::to_owned),
            dpop_nonce: dpop_nonce.map(str::to_owned),
        }));
        match self.answer(call) {
            Some(Ok(Answer::Reaction(reaction))) => reaction.clone(),
            other => panic!("no reaction at once, but {other:?}"),
        }
    }

    /// Asks the token endpoint for an extension's sake.
    pub fn request_tokens(&mut self, endpoint: Endpoint, form: &str) -> CallId {
        let call = self.new_call();
        let form = SecretText::new(form);
        self.handle(Input::RequestTokens(TokenRequest { call, endpoint, form }));
        call
    }

    /// Takes over the tokens of this answer.
    pub fn adopt(&mut self, answer: &str, without_id_token: bool) -> CallId {
        let call = self.new_call();
        let answer = SecretText::new(answer);
        self.handle(Input::Adopt(Adopt { call, answer, without_id_token }));
        call
    }

    /// What a call failed with.
    pub fn error(&self, call: CallId) -> Option<&AuthError> {
        self.answer(call)?.as_ref().err()
    }
}
