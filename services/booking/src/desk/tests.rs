//! The use cases over a real log in a folder, asked over a bus as others ask them.

mod asking_why;
mod attending;
mod calendars;
mod charging;
mod counting;
mod days;
mod drawing;
mod finding;
mod persons;
mod repeating;
mod reserving;
mod rivals;
mod sports_hall;
mod undecided;
mod waiting;
mod youth_space;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use nanum_bus::local::LocalBus;
use nanum_contracts::{
    Actor, Answer, Operation, Problem, TenantId,
    booking::{
        DefineResource, MakeReservation, Notice, OnHolidays, Publication, Resource, ResourceDefinition,
        ResourceKind,
    },
    ids::{Id, MemberId, ResourceId, SiteId},
    membership::{
        self, GetKnown, GetSeed, GetSite, GroupKind, Known, Seed, Site, SiteDefinition, Suspension,
    },
    time::{Day, TimeSpan, WallTime, WeeklyHours},
};
use nanum_runtime::{Asked, Call, Client, Service, Shell, clock::ManualClock, config::Settings, ids::Ids};

use crate::money::{AtTheDesk, HandlesMoney};

/// A city with Booking at work, and as much of Membership as Booking asks.
struct City {
    folder: tempfile::TempDir,
    clock: Arc<ManualClock>,
    shell: Shell,
    client: Client,
    tenant: TenantId,
}

/// Knows the sites of one tenant, and nobody.
struct Sites(TenantId);

impl Sites {
    async fn get_site(self: Arc<Self>, asked: Asked<GetSite>) -> Result<Answer<Site>, Problem> {
        if *asked.tenant() != self.0 || ![site("hall"), site("annex")].contains(&asked.body.site) {
            return Err(Problem::not_found("site"));
        }
        let definition = SiteDefinition {
            name: serde_json::from_str(r#"{"ko":"시민센터"}"#).unwrap(),
            address: "Seosan".to_owned(),
            latitude: 36.8,
            longitude: 126.5,
            hours: Vec::new(),
        };
        let zone = "Asia/Seoul".to_owned().try_into().unwrap();
        Ok(Answer::of(Site { id: asked.body.site, zone, definition }))
    }
}

impl Sites {
    /// Nothing is known of anybody, and every group is a team; but for a stranger, who is no member, and Sua, who is suspended.
    async fn get_known(self: Arc<Self>, asked: Asked<GetKnown>) -> Result<Answer<Known>, Problem> {
        if asked.body.member == stranger() {
            return Err(Problem::not_found("member"));
        }
        let group = asked.body.group.map(|_| GroupKind::Team);
        let until = "2027-01-01T00:00:00+09:00".parse().unwrap();
        let suspended = (asked.body.member == sua()).then_some(Suspension { until, points: 5, threshold: 3 });
        Ok(Answer::of(Known { group, suspended, ..Known::default() }))
    }

    async fn get_seed(self: Arc<Self>, asked: Asked<GetSeed>) -> Result<Answer<Seed>, Problem> {
        Ok(Answer::of(Seed { seed: format!("not to be guessed, of {}", asked.body.of) }))
    }
}

fn site(name: &str) -> SiteId {
    SiteId::named("seosan", name)
}

fn mina() -> MemberId {
    MemberId::named("seosan", "mina")
}

fn stranger() -> MemberId {
    MemberId::named("seosan", "a stranger")
}

fn sua() -> MemberId {
    MemberId::named("seosan", "sua")
}

fn jun() -> MemberId {
    MemberId::named("seosan", "jun")
}

/// A span of 1 December 2026, a Tuesday.
fn on_tuesday(from: &str, to: &str) -> TimeSpan {
    let at = |time: &str| format!("2026-12-01T{time}:00+09:00").parse().unwrap();
    TimeSpan::new(at(from), at(to)).unwrap()
}

fn time(text: &str) -> WallTime {
    WallTime::try_from(text.to_owned()).unwrap()
}

/// A room, open all week from 9 to 22.
fn room(name: &str) -> ResourceDefinition {
    let days = vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];
    ResourceDefinition {
        site: site("hall"),
        kind: ResourceKind::Room,
        name: serde_json::from_value(serde_json::json!({ "en": name })).unwrap(),
        description: None,
        persons: Some(15),
        units: 1,
        approval: false,
        approval_holds: true,
        approval_due_minutes: None,
        hours: vec![WeeklyHours { days, from: time("09:00"), to: time("22:00") }],
        exceptions: Vec::new(),
        notice: Notice::default(),
        step_minutes: 30,
        shortest_minutes: 30,
        longest_minutes: 240,
        part_of: None,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        quota: None,
        quotas: Vec::new(),
        eligibility: None,
        tariffs: Vec::new(),
        waitlist: None,
        lottery: None,
        equipment: Vec::new(),
        accessibility: Vec::new(),
        on_public_holidays: OnHolidays::AsUsual,
        on_school_holidays: OnHolidays::AsUsual,
        blocks: None,
        publication: Publication::default(),
        photos: Vec::new(),
        vehicle: None,
        attendance: None,
    }
}

impl City {
    /// At 8:00 on Tuesday 1 December 2026.
    async fn opens() -> Self {
        let now: Timestamp = "2026-12-01T08:00:00+09:00".parse().unwrap();
        Self::opens_in(tempfile::tempdir().unwrap(), Arc::new(ManualClock::at(now)), Arc::new(AtTheDesk))
            .await
    }

    /// The same, with somebody who takes its money.
    async fn opens_with(money: Arc<dyn HandlesMoney>) -> Self {
        let now: Timestamp = "2026-12-01T08:00:00+09:00".parse().unwrap();
        Self::opens_in(tempfile::tempdir().unwrap(), Arc::new(ManualClock::at(now)), money).await
    }

    async fn opens_in(
        folder: tempfile::TempDir,
        clock: Arc<ManualClock>,
        money: Arc<dyn HandlesMoney>,
    ) -> Self {
        let path = folder.path().to_str().unwrap().to_owned();
        let shell = Shell::new(
            Settings::load_with(None, &[("data.folder", path)]).unwrap(),
            Arc::new(LocalBus::new()),
            clock.clone(),
        );
        let tenant: TenantId = "seosan".parse().unwrap();
        let mut membership = Service::open(&shell, membership::SERVICE).unwrap();
        let sites = Arc::new(Sites(tenant.clone()));
        membership.answer::<GetSite, _, _, _>(&sites, Sites::get_site);
        membership.answer::<GetKnown, _, _, _>(&sites, Sites::get_known);
        membership.answer::<GetSeed, _, _, _>(&sites, Sites::get_seed);
        membership.start().await.unwrap();
        crate::start_with(shell.clone(), money).await.unwrap();
        Self { folder, clock, client: shell.client(), shell, tenant }
    }

    /// The same city after its program has ended and come back.
    async fn comes_back(self) -> Self {
        self.shell.shutdown.request();
        self.shell.bus.close(std::time::Duration::from_secs(5)).await;
        let Self { folder, clock, shell, client, .. } = self;
        drop((shell, client));
        Self::opens_in(folder, clock, Arc::new(AtTheDesk)).await
    }

    fn call(&self) -> Call {
        Call::command(&self.tenant, Actor::Member(mina()), &Ids)
    }

    async fn ask<O: Operation>(&self, body: O) -> Result<O::Reply, Problem> {
        self.client.ask(self.call(), body).await.map(|answer| answer.reply)
    }

    async fn adds(&self, definition: ResourceDefinition) -> ResourceId {
        self.ask(DefineResource { resource: None, definition }).await.unwrap().id
    }

    async fn adds_all(&self, definitions: impl IntoIterator<Item = ResourceDefinition>) -> Vec<ResourceId> {
        let mut ids = Vec::new();
        for definition in definitions {
            ids.push(self.adds(definition).await);
        }
        ids
    }

    fn passes(&self, hours: i64) {
        self.clock.advance(SignedDuration::from_hours(hours));
    }
}

fn wish(resource: ResourceId, member: MemberId, span: TimeSpan) -> MakeReservation {
    MakeReservation {
        resource,
        member,
        span,
        persons: None,
        set_rules_aside: false,
        group: None,
        purpose: None,
        asks_free: false,
    }
}

fn names(resources: &[Resource]) -> Vec<String> {
    resources
        .iter()
        .flat_map(|resource| resource.definition.name.iter().map(|(_, name)| name.to_owned()))
        .collect()
}
