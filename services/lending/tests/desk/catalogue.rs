use nanum_contracts::{
    ids::{Id, ItemId, TitleId},
    lending::{AddItem, DefineTitle, GetTitle, ItemState, ListTitles, ScanItem, TitleDefinition, TitleKind},
    problem::ProblemKind,
    request::PageRequest,
};
use nanum_lending::Barcodes;
use nanum_runtime::{Cause, Service, claims::Claims};

use crate::city::{City, drill, library, member, warehouse};

#[tokio::test]
async fn a_title_gets_the_zone_of_its_site_and_only_sites_of_the_tenant_are_known() {
    let city = City::open().await;
    let title = city.has_a_title(drill()).await;
    assert_eq!(title.zone.as_str(), "Asia/Seoul");

    let moved = TitleDefinition { site: library(), ..drill() };
    let moved = city.asks(DefineTitle { title: Some(title.id), definition: moved }).await.unwrap();
    assert_eq!((moved.id, moved.zone.as_str()), (title.id, "Europe/Brussels"));

    let nowhere = TitleDefinition { site: Id::named("test", "nowhere"), ..drill() };
    let refused = city.asks(DefineTitle { title: None, definition: nowhere }).await.unwrap_err();
    assert_eq!((refused.kind, refused.rule.as_deref()), (ProblemKind::RuleRefuses, Some("site-exists")));
}

#[tokio::test]
async fn a_definition_given_again_changes_nothing() {
    let city = City::open().await;
    let id = TitleId::named("import", "drill");
    for revision in [0, 0] {
        let define = DefineTitle { title: Some(id), definition: drill() };
        let answer = city.client.ask(city.call(), define).await.unwrap();
        assert_eq!(answer.revision, Some(revision));
    }
}

#[tokio::test]
async fn a_definition_out_of_bounds_is_not_understood() {
    let city = City::open().await;
    let days = |loan_days| TitleDefinition { loan_days, ..drill() };
    let creator = |length| TitleDefinition { creator: Some("é".repeat(length)), ..drill() };
    let name = |length: usize| {
        let name = serde_json::from_value(serde_json::json!({ "ko": "책".repeat(length) })).unwrap();
        TitleDefinition { name, ..drill() }
    };
    for good in
        [days(1), days(2), days(3_649), days(3_650), creator(1), creator(299), creator(300), name(300)]
    {
        city.has_a_title(good).await;
    }
    for bad in [days(0), days(3_651), creator(0), creator(301), name(301)] {
        let refused = city.asks(DefineTitle { title: None, definition: bad }).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotUnderstood, "{refused}");
    }
}

#[tokio::test]
async fn a_barcode_is_on_one_item_of_the_tenant() {
    let city = City::open().await;
    let title = city.has_a_drill(&["T-1"]).await;
    let other = city.has_a_drill(&[]).await;
    for wanted in [title.id, other.id] {
        let refused = city.adds(wanted, "T-1").await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::StateForbids, "{refused}");
    }
    let scanned = city.asks(ScanItem { barcode: "T-1".to_owned() }).await.unwrap();
    assert_eq!((scanned.title, scanned.item.id), (title.id, title.items[0].id));
    assert_eq!(city.adds(title.id, "T 1").await.unwrap_err().kind, ProblemKind::NotUnderstood);
}

#[tokio::test]
async fn an_item_added_again_stays_as_it_is_and_keeps_its_barcode() {
    let city = City::open().await;
    let title = city.has_a_drill(&["T-1"]).await;
    let again = |barcode: &str| AddItem {
        title: title.id,
        item: Some(title.items[0].id),
        barcode: barcode.to_owned(),
    };
    assert_eq!(city.asks(again("T-1")).await.unwrap(), title);
    let refused = city.asks(again("T-2")).await.unwrap_err();
    assert_eq!(refused.rule.as_deref(), Some("an-item-keeps-its-barcode"));
    city.adds(title.id, "T-2").await.expect("a refused addition leaves no claim behind");
}

#[tokio::test]
async fn an_addition_that_stopped_after_its_claim_is_completed() {
    let city = City::open().await;
    let title = city.has_a_drill(&[]).await;
    let stopped_with = async |item: ItemId, barcode: &str| {
        let service = Service::open(&city.shell, "lending").unwrap();
        let claims: Claims<Barcodes> = Claims::new("barcode", service.aggregates());
        let call = city.call();
        let cause = Cause {
            tenant: call.tenant,
            actor: call.actor,
            command: call.command,
            fingerprint: String::new(),
            repeatable: false,
            expected_revision: None,
            correlation: call.correlation,
            causation: None,
            traceparent: None,
        };
        claims.claim(&cause, barcode, &format!("{}/{item}", title.id)).await.unwrap();
        let unknown = city.asks(ScanItem { barcode: barcode.to_owned() }).await.unwrap_err();
        assert_eq!(unknown.kind, ProblemKind::NotFound);
    };
    let (named, unnamed) = (ItemId::named("test", "named"), ItemId::named("test", "unnamed"));

    stopped_with(named, "T-1").await;
    let retry = AddItem { title: title.id, item: Some(named), barcode: "T-1".to_owned() };
    city.asks(retry).await.unwrap();
    stopped_with(unnamed, "T-2").await;
    let add = || AddItem { title: title.id, item: None, barcode: "T-2".to_owned() };
    let completed = city.asks_with_key("key", add()).await.unwrap();
    let city = city.reopened_without_answers().await;
    assert_eq!(city.asks_with_key("key", add()).await.unwrap(), completed, "the log knows the command");
    let items = completed.items;
    assert_eq!(items.iter().map(|item| item.id).collect::<Vec<_>>(), [named, unnamed]);
}

#[tokio::test]
async fn a_repeated_addition_adds_one_item() {
    let city = City::open().await;
    let title = city.has_a_drill(&[]).await;
    let add = || AddItem { title: title.id, item: None, barcode: "T-1".to_owned() };
    let first = city.asks_with_key("key", add()).await.unwrap();
    assert_eq!(city.asks_with_key("key", add()).await.unwrap(), first);
    assert_eq!(city.asks(GetTitle { title: title.id }).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn the_catalogue_is_listed_by_site_and_kind_page_by_page() {
    let city = City::open().await;
    let mut all = Vec::new();
    for number in 0..5 {
        let (site, kind) =
            if number % 2 == 0 { (warehouse(), TitleKind::Tool) } else { (library(), TitleKind::Book) };
        all.push(city.has_a_title(TitleDefinition { site, kind, ..drill() }).await.id);
    }
    let page = |cursor: Option<String>| PageRequest { cursor, limit: Some(2) };
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let found = city.asks(ListTitles { page: page(cursor), ..ListTitles::default() }).await.unwrap();
        assert!(found.rows.len() <= 2);
        seen.extend(found.rows.iter().map(|title| title.id));
        cursor = found.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, all);

    let books = ListTitles { kind: Some(TitleKind::Book), ..ListTitles::default() };
    let at_the_library = ListTitles { site: Some(library()), ..ListTitles::default() };
    for list in [books, at_the_library] {
        let found: Vec<_> = city.asks(list).await.unwrap().rows.iter().map(|title| title.id).collect();
        assert_eq!(found, [all[1], all[3]]);
    }
    let nothing =
        ListTitles { kind: Some(TitleKind::Book), site: Some(warehouse()), ..ListTitles::default() };
    assert!(city.asks(nothing).await.unwrap().rows.is_empty());
    let garbled = ListTitles { page: page(Some("x".to_owned())), ..ListTitles::default() };
    assert_eq!(city.asks(garbled).await.unwrap_err().kind, ProblemKind::NotUnderstood);
}

#[tokio::test]
async fn another_tenants_titles_items_loans_and_holds_are_not_found() {
    let city = City::open().await;
    let title = city.has_a_drill(&["T-1"]).await.id;
    let loan = city.lends("T-1", "ana").await.unwrap().id;
    let hold = city.places_hold(title, "ben").await.unwrap().id;
    let stranger = "tubize";

    use nanum_contracts::lending::{CancelHold, GetHold, GetLoan, LendItem, ListHolds, ListLoans, PlaceHold};
    let barcode = || "T-1".to_owned();
    let ana = member("ana");
    let not_found = [
        city.asks_in(stranger, GetTitle { title }).await.unwrap_err(),
        city.asks_in(stranger, AddItem { title, item: None, barcode: "X".to_owned() }).await.unwrap_err(),
        city.asks_in(stranger, ScanItem { barcode: barcode() }).await.unwrap_err(),
        city.asks_in(stranger, LendItem { barcode: barcode(), borrower: ana }).await.unwrap_err(),
        city.asks_in(stranger, PlaceHold { title, member: ana }).await.unwrap_err(),
        city.asks_in(stranger, CancelHold { hold }).await.unwrap_err(),
        city.asks_in(stranger, GetLoan { loan }).await.unwrap_err(),
        city.asks_in(stranger, GetHold { hold }).await.unwrap_err(),
    ];
    assert!(not_found.iter().all(|problem| problem.kind == ProblemKind::NotFound), "{not_found:?}");
    assert!(city.asks_in(stranger, ListTitles::default()).await.unwrap().rows.is_empty());
    assert!(city.asks_in(stranger, ListLoans::default()).await.unwrap().rows.is_empty());
    assert!(city.asks_in(stranger, ListHolds::default()).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn the_list_says_where_items_are_and_how_many_wait() {
    let city = City::open().await;
    let title = city.has_a_drill(&["T-1", "T-2", "T-3"]).await;
    for barcode in ["T-1", "T-2", "T-3"] {
        city.lends(barcode, "ana").await.unwrap();
    }
    city.places_hold(title.id, "ben").await.unwrap();
    city.takes_back("T-2").await.unwrap();
    city.takes_back("T-3").await.unwrap();

    let told = city.asks(GetTitle { title: title.id }).await.unwrap();
    let states: Vec<_> = told.items.iter().map(|item| item.state).collect();
    assert_eq!((states, told.holds), (vec![ItemState::OnLoan, ItemState::SetAside, ItemState::Available], 1));
    assert_eq!(city.asks(ListTitles::default()).await.unwrap().rows, [told]);
}
