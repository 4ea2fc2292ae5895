//! The city under load: pools that everybody may reserve, and citizens who do.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    super::BenchError,
    wire::{Connection, request},
};

const TENANT: &str = "seosan";
const JSON: &str = "application/json";
/// Who reserves.
pub(super) const CITIZENS: usize = 50;
/// What is reserved; each is an aggregate of its own.
pub(super) const POOLS: usize = 32;
/// Places of a pool: as many reservations fit into each hour.
const PLACES: u32 = 10_000;
/// Days ahead on which something is reserved, and hours of each.
const DAYS: i64 = 200;
const HOURS: i64 = 8;
/// Different requests, sent in turn.
const REQUESTS: usize = 8_192;

/// The demonstration's Seosan, with pools and citizens of its own for the measurement.
pub(super) struct City {
    address: SocketAddr,
    citizens: Vec<String>,
    pools: Vec<String>,
    first_day: jiff::civil::Date,
}

impl City {
    pub(super) async fn prepare(address: SocketAddr) -> Result<Self, BenchError> {
        let mut desk = Desk { connection: Connection::open(address).await? };
        let administrator = desk.token("seosan/admin").await?;
        let sites: Value = desk.gets(&format!("/v1/{TENANT}/sites"), &administrator).await?;
        let site = sites.pointer("/0/id").and_then(Value::as_str).ok_or("the tenant has no site")?.to_owned();
        let mut pools = Vec::new();
        for number in 0..POOLS {
            pools.push(desk.adds_pool(&administrator, &site, number).await?);
        }
        let mut citizens = Vec::new();
        for number in 0..CITIZENS {
            let token = desk.token(&format!("{TENANT}/bench-{number}")).await?;
            let new = json!({ "name": format!("Citizen {number}"), "email": format!("citizen-{number}@mail.example") });
            desk.posts(&format!("/v1/{TENANT}/members"), &token, &new).await?;
            citizens.push(token);
        }
        let first_day = desk.first_free_day(&administrator, &pools).await?;
        Ok(Self { address, citizens, pools, first_day })
    }

    /// Reservations by all citizens of all pools at many times. Each may be sent as often as a pool has places.
    pub(super) fn reservations(&self) -> Arc<[String]> {
        let one = |number: usize| {
            let pool = self.pools.get(number % POOLS).map_or("", String::as_str);
            let citizen = self.citizens.get(number % CITIZENS).map(String::as_str);
            let slot = (number / POOLS) as i64;
            let day = self.first_day.saturating_add(jiff::Span::new().days(slot / HOURS % DAYS));
            let hour = 10 + slot % HOURS;
            let body = json!({
                "span": { "starts_at": format!("{day}T{hour}:00:00+09:00"), "ends_at": format!("{day}T{}:00:00+09:00", hour + 1) },
                "persons": 1
            });
            let path = format!("/v1/{TENANT}/resources/{pool}/reservations");
            request("POST", &path, citizen, JSON, &body.to_string())
        };
        (0..REQUESTS).map(one).collect()
    }

    /// How long it takes until a question about reservations, which waits for the view, is answered.
    pub(super) async fn until_views_have_seen_everything(
        &self,
        within: Duration,
    ) -> Result<Duration, BenchError> {
        let began = Instant::now();
        let mut desk = Desk { connection: Connection::open(self.address).await? };
        let citizen = self.citizens.first().ok_or("nobody lives here")?;
        let question =
            request("GET", &format!("/v1/{TENANT}/reservations?mine=true&limit=1"), Some(citizen), JSON, "");
        while desk.connection.ask(question.as_bytes()).await?.status != 200 {
            if began.elapsed() > within {
                return Err(format!("the views have not caught up within {within:?}").into());
            }
        }
        Ok(began.elapsed())
    }
}

/// Somebody who prepares.
struct Desk {
    connection: Connection,
}

impl Desk {
    async fn token(&mut self, subject: &str) -> Result<String, BenchError> {
        let form = format!("subject={subject}");
        let asked = request("POST", "/demo/issuer/token", None, "application/x-www-form-urlencoded", &form);
        let answer: Value = self.ask(&asked).await?;
        Ok(answer.get("access_token").and_then(Value::as_str).ok_or("no token was given")?.to_owned())
    }

    async fn adds_pool(
        &mut self,
        administrator: &str,
        site: &str,
        number: usize,
    ) -> Result<String, BenchError> {
        let definition = json!({
            "site": site, "kind": "parking", "name": { "en": format!("Pool {number}"), "ko": format!("Pool {number}") },
            "units": PLACES, "approval": false, "step_minutes": 60, "shortest_minutes": 60, "longest_minutes": 240,
            "hours": [{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "08:00", "to": "20:00" }]
        });
        let pool: Value = self.posts(&format!("/v1/{TENANT}/resources"), administrator, &definition).await?;
        Ok(pool.get("id").and_then(Value::as_str).ok_or("a resource without an id")?.to_owned())
    }

    /// The day after tomorrow, as the city sees it: nothing of it is past.
    async fn first_free_day(
        &mut self,
        token: &str,
        pools: &[String],
    ) -> Result<jiff::civil::Date, BenchError> {
        let pool = pools.first().ok_or("there is no pool")?;
        let path = format!("/v1/{TENANT}/resources/{pool}/free-times?days=3");
        let free: Value = self.gets(&path, token).await?;
        let day = free.pointer("/days/2/date").and_then(Value::as_str);
        Ok(day.ok_or_else(|| format!("no free day in {free}"))?.parse()?)
    }

    async fn gets<T: DeserializeOwned>(&mut self, path: &str, token: &str) -> Result<T, BenchError> {
        self.ask(&request("GET", path, Some(token), JSON, "")).await
    }

    async fn posts(&mut self, path: &str, token: &str, body: &Value) -> Result<Value, BenchError> {
        self.ask(&request("POST", path, Some(token), JSON, &body.to_string())).await
    }

    async fn ask<T: DeserializeOwned>(&mut self, request: &str) -> Result<T, BenchError> {
        let answer = self.connection.ask(request.as_bytes()).await?;
        if !(200..300).contains(&answer.status) {
            let body = String::from_utf8_lossy(answer.body).into_owned();
            let line = request.lines().next().unwrap_or_default();
            return Err(format!("{line} was answered with {}: {body}", answer.status).into());
        }
        Ok(serde_json::from_slice(answer.body)?)
    }
}
