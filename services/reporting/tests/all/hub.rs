//! The hub finds what is shared, across tenants, by any of its words.

use crate::parts::Network;
use jiff::Timestamp;
use nanum_contracts::{
    TenantId,
    booking::BookingEvent,
    ids::{Id, ResourceId, SiteId, TitleId},
    lending::LendingEvent,
    membership::MembershipEvent,
    problem::ProblemKind,
    reporting::{Listing, SearchHub, Shared},
    request::{Page, PageRequest},
};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

struct Hub(Network);

impl Hub {
    /// Two cities: one reads Korean, the other French and Dutch.
    async fn of_two_cities() -> Self {
        let hub = Self::empty().await;
        hub.admit("seosan", json!({ "ko": "서산시", "en": "Seosan" }));
        hub.open("seosan", "center", json!({ "ko": "시민센터", "en": "Citizen's Center" }), "번화1로 12");
        hub.add_resource("seosan", "room", json!({
            "kind": "room", "name": { "ko": "동아리방 1", "en": "Club room 1" },
            "description": { "ko": "모임이나 작은 회의에 알맞습니다." }, "equipment": ["projector", "whiteboard"],
            "accessibility": ["step-free"]
        }));
        hub.add_title(
            "seosan",
            "book",
            json!({
                "kind": "book", "name": { "ko": "소년이 온다" }, "creator": "한강", "loan_days": 14
            }),
        );
        hub.admit("schaerbeek", json!({ "fr": "Schaerbeek", "nl": "Schaarbeek" }));
        hub.open("schaerbeek", "depot", json!({ "fr": "Dépôt communal" }), "Rue Royale Sainte-Marie 100 %");
        hub.add_resource("schaerbeek", "van", json!({
            "kind": "vehicle", "name": { "fr": "Camionnette électrique", "nl": "Elektrische bestelwagen" },
            "equipment": ["navigation"], "accessibility": []
        }));
        hub
    }

    async fn empty() -> Self {
        let network = Network::start().await;
        network.attach(&[&network.booking, &network.lending, &network.membership]).await;
        Self(network)
    }

    fn admit(&self, tenant: &str, name: Value) {
        let definition = json!({ "definition": {
            "slug": tenant, "kind": "member", "name": name, "languages": ["en"], "zone": "Asia/Seoul", "currency": "KRW",
            "issuers": ["demo"]
        }});
        let event = MembershipEvent::TenantAdmitted(serde_json::from_value(definition).unwrap());
        self.0.membership.tell(&TenantId::network(), NOW, event);
    }

    fn open(&self, tenant: &str, site: &str, name: Value, address: &str) {
        let event = MembershipEvent::SiteOpened(
            serde_json::from_value(site_json(tenant, site, name, address)).unwrap(),
        );
        self.0.membership.tell(&tenant.parse().unwrap(), NOW, event);
    }

    fn change_site(&self, tenant: &str, site: &str, name: Value, address: &str) {
        let event = MembershipEvent::SiteChanged(
            serde_json::from_value(site_json(tenant, site, name, address)).unwrap(),
        );
        self.0.membership.tell(&tenant.parse().unwrap(), NOW, event);
    }

    fn add_resource(&self, tenant: &str, id: &str, mut definition: Value) {
        let site = if tenant == "seosan" { "center" } else { "depot" };
        definition["site"] = json!(SiteId::named(tenant, site));
        for (key, value) in
            [("units", 1), ("step_minutes", 30), ("shortest_minutes", 30), ("longest_minutes", 240)]
        {
            definition[key] = json!(value);
        }
        definition["approval"] = json!(false);
        definition["hours"] = json!([]);
        let event = json!({ "resource": ResourceId::named(tenant, id), "zone": "Asia/Seoul", "definition": definition });
        let event = BookingEvent::ResourceAdded(serde_json::from_value(event).unwrap());
        self.0.booking.tell(&tenant.parse().unwrap(), NOW, event);
    }

    fn add_title(&self, tenant: &str, id: &str, mut definition: Value) {
        definition["site"] = json!(SiteId::named(tenant, "center"));
        let event =
            json!({ "title": TitleId::named(tenant, id), "zone": "Asia/Seoul", "definition": definition });
        let event = LendingEvent::TitleAdded(serde_json::from_value(event).unwrap());
        self.0.lending.tell(&tenant.parse().unwrap(), NOW, event);
    }

    fn change_title(&self, tenant: &str, id: &str, mut definition: Value) {
        definition["site"] = json!(SiteId::named(tenant, "center"));
        definition["loan_days"] = json!(7);
        let event =
            json!({ "title": TitleId::named(tenant, id), "zone": "Asia/Seoul", "definition": definition });
        let event = LendingEvent::TitleChanged(serde_json::from_value(event).unwrap());
        self.0.lending.tell(&tenant.parse().unwrap(), NOW, event);
    }

    async fn page(
        &self,
        text: &str,
        tenant: Option<&str>,
        page: PageRequest,
    ) -> Result<Page<Listing>, ProblemKind> {
        let search =
            SearchHub { text: text.to_owned(), tenant: tenant.map(|tenant| tenant.parse().unwrap()), page };
        let answer = self.0.ask(&TenantId::network(), search).await;
        answer.map(|answer| answer.reply).map_err(|problem| problem.kind)
    }

    /// What a search finds, by the ids' names in these tests.
    async fn find(&self, text: &str) -> Vec<&'static str> {
        let names = |listing: Listing| match listing.shared {
            Shared::Resource(id) if id == Id::named("seosan", "room") => "room",
            Shared::Resource(id) if id == Id::named("schaerbeek", "van") => "van",
            Shared::Title(id) if id == Id::named("seosan", "book") => "book",
            other => panic!("{other:?}"),
        };
        let mut found: Vec<_> = self
            .page(text, None, PageRequest::default())
            .await
            .unwrap()
            .rows
            .into_iter()
            .map(names)
            .collect();
        found.sort_unstable();
        found
    }
}

fn site_json(tenant: &str, site: &str, name: Value, address: &str) -> Value {
    json!({ "site": SiteId::named(tenant, site), "zone": "Asia/Seoul", "definition": {
        "name": name, "address": address, "latitude": 36.7, "longitude": 126.4, "hours": []
    }})
}

#[tokio::test]
async fn a_listing_is_found_by_any_of_its_words_in_any_language() {
    let hub = Hub::of_two_cities().await;
    assert_eq!(hub.find("").await, ["book", "room", "van"]);
    for (text, found) in [
        ("동아리", &["room"][..]),
        ("회의", &["room"]),
        ("CLUB", &["room"]),
        ("Ｃｌｕｂ　ｒｏｏｍ", &["room"]),
        ("projector", &["room"]),
        ("step-free whiteboard", &["room"]),
        ("vehicle", &["van"]),
        ("electrique", &["van"]),
        ("ÉLECTRIQUE depot", &["van"]),
        ("bestelwagen schaarbeek", &["van"]),
        ("sainte-marie", &["van"]),
        ("한강", &["book"]),
        ("서산 책", &[]),
        ("서산시", &["book", "room"]),
        ("번화1로 소년", &["book"]),
        ("방", &["room"]),
        ("projector electrique", &[]),
    ] {
        assert_eq!(hub.find(text).await, found, "{text}");
    }
}

#[tokio::test]
async fn wildcards_and_quotes_are_only_letters() {
    let hub = Hub::of_two_cities().await;
    assert_eq!(hub.find("%").await, ["van"]);
    assert_eq!(hub.find("100 %").await, ["van"]);
    for text in ["_", "*", "\"", "' OR 1=1 --", "cl_b", "\\", "NEAR(", "\u{0}"] {
        assert_eq!(hub.find(text).await, [""; 0], "{text}");
    }
}

#[tokio::test]
async fn a_search_over_the_limits_is_not_understood() {
    let hub = Hub::of_two_cities().await;
    let over = PageRequest::default();
    assert_eq!(hub.page(&"방".repeat(201), None, over.clone()).await, Err(ProblemKind::NotUnderstood));
    assert_eq!(hub.page(&"a ".repeat(11), None, over).await, Err(ProblemKind::NotUnderstood));
    for cursor in ["nowhere", "seosan/rsc_1", &nanum_runtime::cursor::cursor_at(&7)] {
        let page = PageRequest { cursor: Some(cursor.to_owned()), limit: None };
        assert_eq!(hub.page("", None, page).await, Err(ProblemKind::NotUnderstood));
    }
}

#[tokio::test]
async fn a_listing_appears_when_its_site_and_tenant_are_known_and_shows_their_changes() {
    let hub = Hub::empty().await;
    let room = json!({ "kind": "room", "name": { "ko": "동아리방 1" } });
    hub.add_resource("seosan", "room", room);
    assert_eq!(hub.find("").await, [""; 0]);
    hub.open("seosan", "center", json!({ "ko": "시민센터" }), "번화1로 12");
    assert_eq!(hub.find("").await, [""; 0]);
    hub.admit("seosan", json!({ "ko": "서산시" }));
    assert_eq!(hub.find("동아리방").await, ["room"]);
    hub.change_site("seosan", "center", json!({ "ko": "나눔센터" }), "동헌로 47");
    assert_eq!(hub.find("시민센터").await, [""; 0]);
    assert_eq!(hub.find("나눔센터 동헌로").await, ["room"]);
    let listing = hub.page("", None, PageRequest::default()).await.unwrap().rows.remove(0);
    assert_eq!((listing.address.as_str(), listing.tenant.as_str()), ("동헌로 47", "seosan"));
}

#[tokio::test]
async fn pages_show_every_listing_once_and_a_tenants_page_only_its_own() {
    let hub = Hub::of_two_cities().await;
    for number in 0..25 {
        let title =
            json!({ "kind": "tool", "name": { "en": format!("Drill {:02}", number % 5) }, "loan_days": 7 });
        hub.add_title("seosan", &format!("drill-{number}"), title);
    }
    let (mut names, mut cursor) = (Vec::new(), None);
    loop {
        let page = hub.page("drill", None, PageRequest { cursor, limit: Some(4) }).await.unwrap();
        names.extend(
            page.rows.iter().map(|listing| (serde_json::to_string(&listing.name).unwrap(), listing.shared)),
        );
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(names.len(), 25);
    assert!(names.is_sorted_by_key(|(name, _)| name.clone()));
    assert_eq!(names.iter().map(|(_, shared)| *shared).collect::<std::collections::HashSet<_>>().len(), 25);
    let of_schaerbeek = hub.page("", Some("schaerbeek"), PageRequest::default()).await.unwrap();
    assert_eq!(of_schaerbeek.rows.len(), 1);
}

#[tokio::test]
async fn a_page_goes_on_where_the_last_one_ended_whatever_became_of_what_stood_there() {
    let hub = Hub::of_two_cities().await;
    for number in 1..=9 {
        let title = json!({ "kind": "book", "name": { "en": format!("Pages {number}") }, "loan_days": 7 });
        hub.add_title("seosan", &format!("pages-{number}"), title);
    }
    let first = PageRequest { cursor: None, limit: Some(3) };
    let page = hub.page("pages", None, first).await.unwrap();
    assert_eq!(page.rows.len(), 3);
    // What stood at the end of the page moves to the end of all.
    hub.change_title(
        "seosan",
        "pages-3",
        json!({ "kind": "book", "name": { "en": "zz pages moved" }, "loan_days": 7 }),
    );
    let (mut names, mut cursor) = (Vec::new(), page.next_cursor);
    while cursor.is_some() {
        let page = hub.page("pages", None, PageRequest { cursor, limit: Some(3) }).await.unwrap();
        names.extend(page.rows.into_iter().map(|row| row.name.iter().next().unwrap().1.to_owned()));
        cursor = page.next_cursor;
    }
    for number in 4..=9 {
        assert!(names.contains(&format!("Pages {number}")), "{number} of {names:?}");
    }
}

#[tokio::test]
async fn names_however_long_do_not_end_the_paging() {
    let hub = Hub::of_two_cities().await;
    for number in 1..=3 {
        let name = format!("long {} {number}", "방".repeat(3_000));
        hub.add_title(
            "seosan",
            &format!("long-{number}"),
            json!({ "kind": "book", "name": { "en": name }, "loan_days": 7 }),
        );
    }
    let (mut rows, mut cursor) = (0, None);
    loop {
        let page = hub.page("long", None, PageRequest { cursor, limit: Some(1) }).await.unwrap();
        rows += page.rows.len();
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(rows, 3);
}

#[tokio::test]
async fn what_only_staff_sees_is_no_listing() {
    let hub = Hub::of_two_cities().await;
    // It is 20 November 2026.
    for (publication, listed) in [
        (json!({ "state": "draft" }), false),
        (json!({ "state": "archived" }), false),
        (json!({ "visible_from": "2026-11-21" }), false),
        (json!({ "visible_until": "2026-11-19" }), false),
        (json!({ "visible_from": "2026-11-20", "visible_until": "2026-11-20" }), true),
        (json!({}), true),
    ] {
        let definition =
            json!({ "kind": "room", "name": { "en": "Club room 1" }, "publication": publication });
        hub.add_resource("seosan", "room", definition);
        let found = hub.find("club room").await;
        assert_eq!(found.len(), usize::from(listed), "{publication}");
    }
}
