//! The portal's session: the bearer token in a cookie that scripts cannot read and other sites' forms do not send.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use crate::Gateway;

/// The cookie's name. Only pages take it, never the API.
pub const SESSION_COOKIE: &str = "nanum_session";

/// Begins a session with a token. It ends with the browser, or with the token.
pub fn session_cookie(gateway: &Gateway, token: String) -> Cookie<'static> {
    bare(gateway, token)
}

/// Ends it.
pub fn ended_session_cookie(gateway: &Gateway) -> Cookie<'static> {
    let mut cookie = bare(gateway, String::new());
    cookie.make_removal();
    cookie
}

fn bare(gateway: &Gateway, value: String) -> Cookie<'static> {
    Cookie::build((SESSION_COOKIE, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(gateway.settings.public_url.starts_with("https://"))
        .build()
}

pub(crate) fn token(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(SESSION_COOKIE).map(|cookie| cookie.value().to_owned())
}
