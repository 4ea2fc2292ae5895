//! A city with a room, a drill and a member, and the service Notification at work for it.

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;
use nanum_bus::{Bus, local::LocalBus};
use nanum_contracts::{
    Actor, Language, LocalizedText, TenantId, WireEvent,
    booking::{self, BookingEvent, ReservationConfirmed, ResourceAdded},
    ids::{Id, MemberId, ResourceId, SiteId, TitleId},
    lending::{self, HoldReady, LendingEvent, TitleAdded},
    membership::{
        self, Contact, GetMember, Member, MemberErased, MembershipEvent, SiteDefinition, SiteOpened,
        TenantAdmitted, TenantDefinition,
    },
    notification::{ListMessages, Message, MessageState},
    request::{Page, PageRequest},
    time::Zone,
};
use nanum_runtime::{Call, Shell, clock::ManualClock, config::Settings};
use serde_json::json;
use tempfile::TempDir;

use super::{
    eventually,
    others::{Answers, OtherLog},
};

pub(crate) struct City {
    pub(crate) folder: TempDir,
    pub(crate) bus: Arc<LocalBus>,
    pub(crate) shell: Shell,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) tenant: TenantId,
    pub(crate) booking: Arc<OtherLog>,
    pub(crate) lending: Arc<OtherLog>,
    pub(crate) membership: Arc<OtherLog>,
    pub(crate) booking_answers: Arc<Answers>,
    pub(crate) membership_answers: Arc<Answers>,
}

pub(crate) const EMAIL: &str = "minji@seosan.example";

impl City {
    /// The service at work, with mails as files (`mail_url` empty) or to a server.
    pub(crate) async fn start(mail_url: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let overrides =
            [("data.folder", folder.path().to_str().unwrap().to_owned()), ("mail.url", mail_url.to_owned())];
        let bus = Arc::new(LocalBus::new());
        let clock = Arc::new(ManualClock::at("2026-11-20T09:00:00Z".parse::<Timestamp>().unwrap()));
        let shell = Shell::new(Settings::load_with(None, &overrides).unwrap(), bus.clone(), clock.clone());
        let city = Self {
            folder,
            shell,
            clock,
            tenant: "seosan".parse().unwrap(),
            booking: OtherLog::of(booking::SERVICE),
            lending: OtherLog::of(lending::SERVICE),
            membership: OtherLog::of(membership::SERVICE),
            booking_answers: Arc::default(),
            membership_answers: Arc::default(),
            bus,
        };
        for log in [&city.booking, &city.lending, &city.membership] {
            city.bus.attach(log.clone()).await.unwrap();
        }
        city.bus.serve(booking::SERVICE, city.booking_answers.clone()).await.unwrap();
        city.bus.serve(membership::SERVICE, city.membership_answers.clone()).await.unwrap();
        nanum_notification::start(city.shell.clone()).await.unwrap();
        city
    }

    /// Makes the city known: tenant, site, room, drill.
    pub(crate) fn opens(&self) {
        let network = TenantId::network();
        self.membership.tell::<MembershipEvent>(
            &network,
            "tenant",
            TenantAdmitted { definition: tenant_definition() },
        );
        let opened = SiteOpened { site: self.site(), zone: zone(), definition: site_definition() };
        self.membership.tell::<MembershipEvent>(&self.tenant, "site", opened);
        let room: ResourceAdded = serde_json::from_value(json!({
            "resource": self.room(), "zone": zone(), "definition": room_definition(self.site())
        }))
        .unwrap();
        self.booking.tell::<BookingEvent>(&self.tenant, "room", room);
        let drill: TitleAdded = serde_json::from_value(json!({
            "title": self.drill(), "zone": zone(), "definition": {
                "site": self.site(), "kind": "tool", "name": { "ko": "전동 드릴", "en": "Drill" }, "loan_days": 7
            }
        }))
        .unwrap();
        self.lending.tell::<LendingEvent>(&self.tenant, "drill", drill);
    }

    pub(crate) fn site(&self) -> SiteId {
        Id::named("seosan", "citizens-center")
    }

    pub(crate) fn room(&self) -> ResourceId {
        Id::named("seosan", "club-room-1")
    }

    pub(crate) fn drill(&self) -> TitleId {
        Id::named("seosan", "drill")
    }

    pub(crate) fn minji(&self) -> MemberId {
        Id::named("seosan", "minji")
    }

    /// Minji is a member who reads `language`.
    pub(crate) fn knows_minji(&self, language: &str) {
        let contact = Contact {
            name: "김민지".to_owned(),
            email: EMAIL.to_owned(),
            language: language.parse().unwrap(),
        };
        let member = Member { id: self.minji(), contact, card: None, roles: Vec::new() };
        self.membership_answers.then::<GetMember>(Ok(member));
    }

    /// Another member, by name, with an address of that name.
    pub(crate) fn knows(&self, name: &str) -> MemberId {
        let contact = Contact {
            name: name.to_owned(),
            email: format!("{name}@seosan.example"),
            language: "en".parse().unwrap(),
        };
        let member = Member { id: Id::named("seosan", name), contact, card: None, roles: Vec::new() };
        let id = member.id;
        self.membership_answers.then_of::<GetMember>(id, Ok(member));
        id
    }

    pub(crate) fn confirms_a_reservation(&self, id: &str) -> uuid::Uuid {
        self.confirms_a_reservation_of(self.minji(), id)
    }

    pub(crate) fn confirms_a_reservation_of(&self, member: MemberId, id: &str) -> uuid::Uuid {
        let confirmed: ReservationConfirmed = serde_json::from_value(json!({
            "reservation": nanum_contracts::ids::ReservationId::named("seosan", id),
            "resource": self.room(), "site": self.site(), "member": member, "zone": zone(), "persons": 8,
            "span": { "starts_at": "2026-12-01T10:00:00+09:00", "ends_at": "2026-12-01T12:00:00+09:00" }
        }))
        .unwrap();
        self.booking.tell::<BookingEvent>(&self.tenant, id, confirmed)
    }

    pub(crate) fn sets_the_drill_aside(&self, id: &str) -> uuid::Uuid {
        let ready = HoldReady {
            hold: Id::named("seosan", id),
            title: self.drill(),
            item: Id::named("seosan", "drill-1"),
            site: self.site(),
            member: self.minji(),
            kept_until: None,
        };
        self.lending.tell::<LendingEvent>(&self.tenant, id, ready)
    }

    /// Minji is erased: Membership tells it, and her address no more.
    pub(crate) fn erases_minji(&self) {
        self.membership.tell::<MembershipEvent>(
            &self.tenant,
            "erased",
            MemberErased { member: self.minji() },
        );
    }

    /// Waits until the log says that an erasure is done here.
    pub(crate) async fn has_erased(&self) {
        eventually("messages are erased", async || {
            let log = self.log().await;
            if log.iter().any(|name| name == "messages.erased.v1") { Ok(()) } else { Err(format!("{log:?}")) }
        })
        .await;
    }

    pub(crate) async fn messages(&self, page: PageRequest) -> Page<Message> {
        let call = Call::query(&self.tenant, Actor::Member(self.minji()));
        self.shell.client().ask(call, ListMessages { member: self.minji(), page }).await.unwrap().reply
    }

    /// Minji's messages, newest first, once there are so many and none waits any more.
    pub(crate) async fn finished_messages(&self, count: usize) -> Vec<Message> {
        eventually("all messages are sent or failed", async || {
            let rows = self.messages(PageRequest::default()).await.rows;
            let finished = rows.iter().filter(|message| message.state != MessageState::Queued).count();
            if rows.len() >= count && finished == rows.len() { Ok(rows) } else { Err(format!("{rows:?}")) }
        })
        .await
    }

    /// What was written into the folder of mails.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.folder.path().join("mail")) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// Names of the events in the service's own log.
    pub(crate) async fn log(&self) -> Vec<String> {
        let store = nanum_runtime::log::open_embedded(self.folder.path(), "notification").unwrap();
        let log = store.read_all(0, 1000, &nanum_store::Filter::everything()).await.unwrap();
        log.events.iter().map(|event| event.name.to_string()).collect()
    }
}

pub(crate) fn zone() -> Zone {
    "Asia/Seoul".to_owned().try_into().unwrap()
}

fn named(ko: &str, en: &str) -> LocalizedText {
    serde_json::from_value(json!({ "ko": ko, "en": en })).unwrap()
}

pub(crate) fn tenant_definition() -> TenantDefinition {
    TenantDefinition {
        slug: "seosan".parse().unwrap(),
        kind: membership::TenantKind::Member,
        name: named("서산시", "Seosan"),
        languages: ["ko", "en"].map(|tag| tag.parse::<Language>().unwrap()).into(),
        zone: zone(),
        currency: "KRW".to_owned(),
        issuers: vec!["demo".to_owned()],
    }
}

pub(crate) fn site_definition() -> SiteDefinition {
    SiteDefinition {
        name: named("서산시 시민센터", "Seosan Citizen's Center"),
        address: "충청남도 서산시 번화1로 12".to_owned(),
        latitude: 36.7845,
        longitude: 126.4503,
        hours: Vec::new(),
    }
}

pub(crate) fn room_definition(site: SiteId) -> serde_json::Value {
    json!({
        "site": site, "kind": "room", "name": { "ko": "동아리방 1", "en": "Club room 1" }, "units": 1, "approval": false,
        "hours": [], "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240
    })
}

/// Every public event has a name that its set knows.
pub(crate) fn is_public(name: &str) -> bool {
    nanum_contracts::notification::NotificationEvent::NAMES.contains(&name)
}
