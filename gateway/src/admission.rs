//! Who is let in, and when: first it is looked whether a request may be, then it is waited for all of it, and only then
//! does it take a share of what works. So nobody takes a share by being slow.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    extract::{MatchedPath, RawPathParams, Request, State, rejection::RawPathParamsRejection},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
};
use nanum_contracts::{LogPosition, Problem, problem::ProblemKind};
use utoipa::openapi::OpenApi;

use crate::{
    Answered, Gateway, caller::bearer, extract::too_large, policy::sign_in_first, session, shares::Of,
    terms::Terms,
};

/// Bodies that are longer than [`SMALL_BODY_BYTES`] and on their way: each may come to hold the greatest body.
pub(crate) const LARGE_BODIES_MAX: usize = 128;
const LARGE_BODIES_OF_ONE_CALLER_MAX: usize = 16;
const SMALL_BODY_BYTES: u64 = 64 * 1024;
/// So far beyond the log's head a position may be: another gateway or replica may know of events that this one is about to
/// hear of.
const AHEAD_MAX: u64 = 1_000;
/// How long it is waited for such a position, and how often it is looked.
const AHEAD_WITHIN: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// Whoever asks too often is answered after this pause, so that asking again at once brings nothing and costs little.
const PAUSE_OF_THE_HASTY: Duration = Duration::from_millis(200);

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The commands of the API that only somebody who is signed in may ask for, by path and method.
#[derive(Debug, Default)]
pub(crate) struct ForMembers(BTreeSet<(String, Method)>);

impl ForMembers {
    pub(crate) fn of(document: &OpenApi) -> Self {
        let mut commands = BTreeSet::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in
                [(Method::POST, &item.post), (Method::PUT, &item.put), (Method::DELETE, &item.delete)]
            {
                let security = operation.as_ref().map(|operation| operation.security.iter().flatten());
                // An empty requirement beside others makes signing in optional.
                if security
                    .is_some_and(|mut all| all.all(|one| serde_json::json!(one) != serde_json::json!({})))
                {
                    commands.insert((path.clone(), method));
                }
            }
        }
        Self(commands)
    }

    fn has(&self, head: &Parts) -> bool {
        let path = head.extensions.get::<MatchedPath>().map(MatchedPath::as_str);
        path.is_some_and(|path| self.0.contains(&(path.to_owned(), head.method.clone())))
    }
}

/// Lets a request in.
pub(crate) async fn admit(
    State((gateway, for_members)): State<(Arc<Gateway>, Arc<ForMembers>)>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
    next: Next,
) -> Answered {
    let params = params.map_err(|fault| Problem::not_understood(fault.body_text()))?;
    let tenant = params.iter().find(|(name, _)| *name == "tenant").map_or("network", |(_, slug)| slug);
    let (head, body) = request.into_parts();
    let announced = announced(&head.headers);
    if announced.is_some_and(|bytes| bytes > gateway.settings.body_bytes_max as u64) {
        return Err(too_large(&gateway).into());
    }
    let caller = who_asks(&gateway, &head).await?;
    if caller.is_stranger && for_members.has(&head) {
        return Err(sign_in_first().into());
    }
    let in_time = gateway.paces.callers.take(&caller.key).and_then(|()| gateway.paces.tenants.take(tenant));
    if let Err(too_often) = in_time {
        tokio::time::sleep(PAUSE_OF_THE_HASTY).await;
        return Err(too_often.into());
    }
    wait_for_the_logs(&gateway, &head).await?;
    let shares = shares_of(&gateway, tenant, &caller);
    let body = all_of(&gateway, body, &caller, announced).await?;
    let _share = gateway.requests.take(shares)?;
    Ok(next.run(Request::from_parts(head, body)).await)
}

/// Who asks, as far as limits need to know: a person whose token is good, or an address.
struct WhoAsks {
    key: String,
    is_stranger: bool,
}

async fn who_asks(gateway: &Gateway, head: &Parts) -> Result<WhoAsks, Problem> {
    let of_the_api = head.uri.path().starts_with("/v1/");
    let verified = if of_the_api {
        match bearer(&head.headers)? {
            Some(token) => Some(gateway.sign_in.verify(token).await.map_err(Problem::from)?),
            None => None,
        }
    } else {
        match session::token(&head.headers) {
            Some(token) => gateway.sign_in.verify(&token).await.ok(),
            None => None,
        }
    };
    Ok(match verified {
        Some(known) => WhoAsks {
            key: format!("person {}\n{}", known.identity.issuer, known.identity.subject),
            is_stranger: false,
        },
        None => WhoAsks { key: format!("address {}", address_of(gateway, head)), is_stranger: true },
    })
}

/// The address that asks; behind a proxy that is trusted, the one for which it does. An IPv6 network counts as one.
fn address_of(gateway: &Gateway, head: &Parts) -> IpAddr {
    let peer = head.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
    let trusted = |address: &IpAddr| gateway.settings.limits.trusted_proxies.contains(address);
    if !trusted(&peer) {
        return one_of_its_network(peer);
    }
    let forwarded = head.headers.get_all("x-forwarded-for").iter().filter_map(|it| it.to_str().ok());
    let named: Vec<IpAddr> =
        forwarded.flat_map(|it| it.split(',')).filter_map(|it| it.trim().parse().ok()).collect();
    // The nearest that no trusted proxy is: what stands before it anybody may have written.
    let nearest = named.into_iter().rev().find(|address| !trusted(address));
    one_of_its_network(nearest.unwrap_or(peer))
}

/// Whoever has an IPv6 network has all 2⁶⁴ addresses in it.
pub(crate) fn one_of_its_network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        },
    }
}

/// A position that no log has reached is refused at once; one that is only just ahead is waited for, without a share.
async fn wait_for_the_logs(gateway: &Gateway, head: &Parts) -> Result<(), Problem> {
    if !head.headers.contains_key(crate::terms::AFTER) {
        return Ok(());
    }
    let ahead = |LogPosition { service, position }: &LogPosition| {
        gateway.bus.head_of(service).map_or(0, |head| position.saturating_sub(head))
    };
    let after = Terms::positions(&head.headers)?;
    let until = tokio::time::Instant::now() + AHEAD_WITHIN;
    loop {
        let furthest = after.iter().map(|position| (ahead(position), position)).max_by_key(|(by, _)| *by);
        let Some((by, position)) = furthest.filter(|(by, _)| *by > 0) else { return Ok(()) };
        if by > AHEAD_MAX || tokio::time::Instant::now() > until {
            return Err(Problem::not_understood(format!("nanum-after: no log has reached {position}")));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// All of the body, within a bound of time.
async fn all_of(
    gateway: &Gateway,
    body: Body,
    caller: &WhoAsks,
    announced: Option<u64>,
) -> Result<Body, Problem> {
    if announced == Some(0) {
        return Ok(body);
    }
    let is_small = announced.is_some_and(|bytes| bytes <= SMALL_BODY_BYTES);
    let _room = if is_small {
        None
    } else {
        let (whose, most) = (caller.key.clone(), LARGE_BODIES_OF_ONE_CALLER_MAX);
        let of = Of { whose, most, refusal: "as many large bodies of yours are on their way as may be" };
        Some(gateway.large_bodies.take(vec![of])?)
    };
    let within = Duration::from_secs(gateway.settings.limits.body_within_seconds);
    let read = tokio::time::timeout(within, to_bytes(body, gateway.settings.body_bytes_max)).await;
    let too_slow =
        || Problem::not_understood(format!("the body did not come within {} seconds", within.as_secs()));
    let bytes = read.map_err(|_| too_slow())?.map_err(|fault| body_fault(gateway, &fault))?;
    Ok(Body::from(bytes))
}

fn body_fault(gateway: &Gateway, fault: &axum::Error) -> Problem {
    let mut cause: Option<&dyn std::error::Error> = Some(fault);
    while let Some(error) = cause {
        if error.to_string().contains("length limit exceeded") {
            return too_large(gateway);
        }
        cause = error.source();
    }
    Problem::not_understood("the body did not come whole")
}

/// The bytes of body that a head announces; `None` when it does not say how many come.
fn announced(headers: &HeaderMap) -> Option<u64> {
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return None;
    }
    let length = headers.get(header::CONTENT_LENGTH).map(|value| value.to_str().ok()?.parse().ok());
    // Neither of the two: there is no body.
    length.unwrap_or(Some(0))
}

fn shares_of(gateway: &Gateway, tenant: &str, caller: &WhoAsks) -> Vec<Of> {
    let limits = &gateway.settings.limits;
    let of = |whose: String, most: usize, refusal: &'static str| Of { whose, most, refusal };
    let mut shares = vec![
        of(
            format!("tenant {tenant}"),
            limits.at_once_of_one_tenant_max,
            "this tenant has its share of the gateway in use",
        ),
        of(
            caller.key.clone(),
            limits.at_once_of_one_caller_max,
            "as many requests of yours are in work as may be",
        ),
    ];
    if caller.is_stranger {
        let refusal = "those who are not signed in have their share of this tenant in use";
        shares.push(of(format!("strangers {tenant}"), limits.at_once_of_strangers_max, refusal));
    }
    shares
}

/// The fields of a refusal for haste (draft-ietf-httpapi-ratelimit-headers).
pub(crate) fn say_pace(problem: &Problem, headers: &mut HeaderMap) {
    if problem.kind != ProblemKind::TooManyRequests {
        return;
    }
    let name = problem.rule.as_deref().unwrap_or("at-once");
    let quota = problem.limit.as_ref().and_then(serde_json::Value::as_u64).unwrap_or(1);
    let after = problem.retry_after_seconds.unwrap_or(1);
    let fields = [
        ("ratelimit-policy", format!("\"{name}\";q={quota}")),
        ("ratelimit", format!("\"{name}\";r=0;t={after}")),
    ];
    for (field, value) in fields {
        if let Ok(value) = value.parse() {
            headers.insert(field, value);
        }
    }
}

#[cfg(test)]
mod tests;
