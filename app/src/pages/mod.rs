//! The pages, one file for each of Keycloak's templates.

mod page;

mod error;
mod info;
mod login;
mod login_config_totp;
mod login_otp;
mod login_page_expired;
mod login_password;
mod login_reset_password;
mod login_update_password;
mod login_username;
mod login_verify_email;
mod logout_confirm;
mod select_authenticator;
mod sign_in;
mod terms;

pub use page::{Entry, State};

/// Every page, by the name of its template.
pub static PAGES: [Entry; 14] = [
    Entry::of::<login::Login>(),
    Entry::of::<login_username::LoginUsername>(),
    Entry::of::<login_password::LoginPassword>(),
    Entry::of::<login_otp::LoginOtp>(),
    Entry::of::<login_config_totp::LoginConfigTotp>(),
    Entry::of::<select_authenticator::SelectAuthenticator>(),
    Entry::of::<login_update_password::LoginUpdatePassword>(),
    Entry::of::<login_reset_password::LoginResetPassword>(),
    Entry::of::<login_verify_email::LoginVerifyEmail>(),
    Entry::of::<info::Info>(),
    Entry::of::<error::Error>(),
    Entry::of::<login_page_expired::LoginPageExpired>(),
    Entry::of::<logout_confirm::LogoutConfirm>(),
    Entry::of::<terms::Terms>(),
];
