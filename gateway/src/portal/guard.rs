//! Forms are taken from our own pages only.
//!
//! The session cookie is not sent with other sites' forms (`SameSite=Lax`); this refuses what an old or careless browser
//! sends all the same. A browser says where a form comes from by `Sec-Fetch-Site`, or by `Origin`; who says neither is no
//! browser with somebody's session.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
};
use nanum_contracts::{Problem, problem::ProblemKind};

use crate::Answered;

/// The rule's name in the refusal; the page for it has words of its own.
pub(crate) const RULE: &str = "own-forms-only";

pub(crate) async fn own_forms_only(request: Request, next: Next) -> Answered {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || is_ours(request.headers()) {
        return Ok(next.run(request).await);
    }
    tracing::info!("a form from elsewhere was refused");
    let problem = Problem::new(ProblemKind::NotAllowed, "this form did not come from a page of ours");
    Err(Problem { rule: Some(RULE.to_owned()), ..problem }.into())
}

fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text("origin")) {
        (Some(from), _) => matches!(from, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
            let origin = origin.parse::<Uri>().ok();
            let from = origin.as_ref().and_then(Uri::authority).map(|authority| authority.as_str());
            from.is_some() && from == host
        }
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_forms_are_taken() {
        for (given, taken) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://nanum.example")], false),
            (&[("origin", "https://nanum.example")], true),
            (&[("origin", "https://evil.example")], false),
            (&[("origin", "null")], false),
            (&[], false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "nanum.example".parse().unwrap());
            for (name, value) in given {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(is_ours(&headers), taken, "{given:?}");
        }
    }
}
