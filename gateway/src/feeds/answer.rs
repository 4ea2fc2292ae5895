//! Feeds as answers over HTTP: who has the newest already is told so and no more.

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{TEXT_CALENDAR, calendar::Feed};

/// Octets of the hash that names a text: no two texts of one feed ever have the same.
const MARK_OCTETS: usize = 16;

/// Whether who asks wants the form of iCalendar.
pub(crate) fn free_busy_is_wanted(asked: &HeaderMap) -> bool {
    let accepted = asked.get_all(header::ACCEPT).into_iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|kind| {
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("text/calendar")
    })
}

/// A calendar, or that it has not changed. It is asked for each time, so that nobody looks at what is no longer so.
pub(crate) fn served(asked: &HeaderMap, feed: Feed) -> Response {
    let mark = mark_of(&feed.text);
    let mut response = if is_known(asked, &mark) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, TEXT_CALENDAR)], feed.text).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Language, Authorization, Cookie"));
    let changed_at =
        feed.changed_at.and_then(|at| DateTimePrinter::new().timestamp_to_rfc9110_string(&at).ok());
    for (name, value) in [(header::ETAG, Some(mark)), (header::LAST_MODIFIED, changed_at)] {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

/// A document that everybody may have, and keep for as long as it says.
pub(crate) fn publicly(document: Value) -> Response {
    let seconds = document["ttl"].as_u64().unwrap_or_default();
    let mut response = Json(document).into_response();
    if let Ok(keep) = HeaderValue::try_from(format!("public, max-age={seconds}")) {
        response.headers_mut().insert(header::CACHE_CONTROL, keep);
    }
    response
}

fn mark_of(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let octets = digest.iter().take(MARK_OCTETS).map(|octet| format!("{octet:02x}"));
    format!("\"{}\"", octets.collect::<String>())
}

/// Whether one of the marks that who asks has is this one (RFC 9110, 13.1.2).
fn is_known(asked: &HeaderMap, mark: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    known
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_mark_is_known_among_others_however_weak() {
        for (known, same) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", W/\"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
            ("", false),
        ] {
            assert_eq!(is_known(&asked(header::IF_NONE_MATCH, known), "\"a\""), same, "{known}");
        }
        assert!(!is_known(&HeaderMap::new(), "\"a\""));
    }

    #[test]
    fn the_form_of_icalendar_is_sent_to_who_names_it() {
        for (accept, wanted) in [
            ("text/calendar", true),
            ("application/json, Text/Calendar;q=0.5", true),
            ("*/*", false),
            ("", false),
        ] {
            assert_eq!(free_busy_is_wanted(&asked(header::ACCEPT, accept)), wanted, "{accept}");
        }
    }
}
