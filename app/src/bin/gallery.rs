//! The gallery: every page in every state, drawn in the browser from the samples.

fn main() {
    cx_auth_app::gallery::start();
}
