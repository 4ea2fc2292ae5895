use jiff::SignedDuration;
use nanum_contracts::{
    ids::{HoldId, LoanId},
    lending::{
        CancelHold, GetHold, GetLoan, GetTitle, HoldState, ItemState, LendItem, ListHolds, ListLoans,
        ListTitles, ScanItem, TakeBackItem,
    },
    problem::ProblemKind,
    request::PageRequest,
};

use crate::city::{City, library, member, warehouse};

#[tokio::test]
async fn of_a_hundred_who_ask_at_once_one_gets_the_drill() {
    let city = std::sync::Arc::new(City::open().await);
    let title = city.has_a_drill(&["T-1"]).await;
    let mut asking = tokio::task::JoinSet::new();
    for number in 0..100 {
        let city = city.clone();
        asking.spawn(async move { city.lends("T-1", &format!("member-{number}")).await });
    }
    let answers = asking.join_all().await;
    let (lent, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((lent.len(), refused.len()), (1, 99));
    for problem in refused.into_iter().filter_map(Result::err) {
        assert_eq!(problem.kind, ProblemKind::StateForbids, "{problem}");
    }
    let out = city.asks(ListLoans { open_only: true, ..ListLoans::default() }).await.unwrap().rows;
    assert_eq!(out.len(), 1);
    assert_eq!(out[0], *lent[0].as_ref().unwrap());
    assert_eq!(city.asks(GetTitle { title: title.id }).await.unwrap().items[0].state, ItemState::OnLoan);
}

#[tokio::test]
async fn what_is_not_fetched_in_time_goes_to_the_next_and_at_last_to_everybody() {
    let city = City::open().await;
    let title = city.has_a_drill(&["T-1"]).await.id;
    city.lends("T-1", "ana").await.unwrap();
    let bens = city.places_hold(title, "ben").await.unwrap().id;
    let chos = city.places_hold(title, "cho").await.unwrap().id;
    city.takes_back("T-1").await.unwrap();
    let ready = city.asks(GetHold { hold: bens }).await.unwrap();
    assert_eq!(
        ready.kept_until.map(|until| until.to_string()).as_deref(),
        Some("2026-11-28T15:00:00Z"),
        "to the end of the seventh day in Seoul"
    );

    city.clock.advance(SignedDuration::from_hours(8 * 24));
    city.comes_to(bens, HoldState::Lapsed).await;
    let next = city.asks(GetHold { hold: chos }).await.unwrap();
    assert_eq!(next.state, HoldState::Ready);
    assert_eq!(city.lends("T-1", "ben").await.unwrap_err().rule.as_deref(), Some("set-aside-for-one-member"));

    let city = city.reopened_after(|lending| std::fs::remove_dir_all(lending.join("processes"))).await;
    city.clock.advance(SignedDuration::from_hours(9 * 24));
    city.comes_to(chos, HoldState::Lapsed).await;
    assert_eq!(city.asks(GetTitle { title }).await.unwrap().items[0].state, ItemState::Available);
    city.lends("T-1", "dan").await.unwrap();
}

#[tokio::test]
async fn the_drill_goes_from_hand_to_hand() {
    let city = City::open().await;
    let title = city.has_a_drill(&["T-1"]).await.id;

    let anas = city.lends("T-1", "ana").await.unwrap();
    assert_eq!((anas.site, anas.borrower, anas.barcode.as_str()), (warehouse(), member("ana"), "T-1"));
    assert_eq!(
        anas.due_on.to_string(),
        "2026-11-28",
        "a week after the date in Seoul, where it is past midnight"
    );
    let bens = city.places_hold(title, "ben").await.unwrap();
    city.clock.advance(SignedDuration::from_hours(1));
    let chos = city.places_hold(title, "cho").await.unwrap();
    assert_eq!(bens.state, HoldState::Waiting);

    let back = city.takes_back("T-1").await.unwrap();
    assert_eq!((back.loan.id, back.set_aside_for), (anas.id, Some(bens.id)));
    assert_eq!(back.loan.ended_at, Some(anas.started_at + SignedDuration::from_hours(1)));
    assert_eq!(city.asks(GetHold { hold: bens.id }).await.unwrap().state, HoldState::Ready);

    let refused = city.lends("T-1", "cho").await.unwrap_err();
    assert_eq!((refused.status, refused.rule.as_deref()), (409, Some("set-aside-for-one-member")));
    let second = city.lends("T-1", "ben").await.unwrap();
    assert_eq!(city.asks(GetHold { hold: bens.id }).await.unwrap().state, HoldState::Fulfilled);

    let back = city.takes_back("T-1").await.unwrap();
    assert_eq!((back.loan.id, back.set_aside_for), (second.id, Some(chos.id)));
    let cancelled = city.asks(CancelHold { hold: chos.id }).await.unwrap();
    assert_eq!((cancelled.state, cancelled.placed_at), (HoldState::Cancelled, chos.placed_at));
    assert_eq!(city.asks(CancelHold { hold: chos.id }).await.unwrap_err().kind, ProblemKind::StateForbids);
    let scanned = city.asks(ScanItem { barcode: "T-1".to_owned() }).await.unwrap();
    assert_eq!((scanned.item.state, scanned.loan), (ItemState::Available, None));
    assert_eq!(city.asks(GetHold { hold: chos.id }).await.unwrap().state, HoldState::Cancelled);
    assert!(city.asks(ListHolds::default()).await.unwrap().rows.is_empty(), "nobody waits any more");
    let listed = &city.asks(ListTitles::default()).await.unwrap().rows[0];
    assert_eq!((listed.items[0].state, listed.holds), (ItemState::Available, 0));
    let refused = city.places_hold(title, "dan").await.unwrap_err();
    assert_eq!((refused.status, refused.rule.as_deref()), (409, Some("holds-only-when-none-is-available")));
}

#[tokio::test]
async fn a_repeated_command_answers_as_before() {
    let city = City::open().await;
    city.has_a_drill(&["T-1"]).await;
    let lend = || LendItem { barcode: "T-1".to_owned(), borrower: member("ana") };
    let take_back = || TakeBackItem { barcode: "T-1".to_owned() };
    let lent = city.asks_with_key("lend", lend()).await.unwrap();
    let back = city.asks_with_key("back", take_back()).await.unwrap();
    city.lends("T-1", "ben").await.unwrap();

    assert_eq!(city.asks_with_key("lend", lend()).await.unwrap(), lent);
    assert_eq!(city.asks_with_key("back", take_back()).await.unwrap(), back);
    let other = LendItem { barcode: "T-1".to_owned(), borrower: member("cho") };
    assert_eq!(city.asks_with_key("lend", other).await.unwrap_err().kind, ProblemKind::KeyReused);
}

#[tokio::test]
async fn what_is_not_out_cannot_come_back_and_what_is_nowhere_cannot_be_scanned() {
    let city = City::open().await;
    city.has_a_drill(&["T-1"]).await;
    assert_eq!(city.takes_back("T-1").await.unwrap_err().kind, ProblemKind::StateForbids);
    assert_eq!(city.takes_back("T-2").await.unwrap_err().kind, ProblemKind::NotFound);
    assert_eq!(city.lends("T-2", "ana").await.unwrap_err().kind, ProblemKind::NotFound);
}

#[tokio::test]
async fn loans_are_listed_newest_first_and_holds_oldest_first() {
    let city = City::open().await;
    let title = city.has_a_drill(&["T-1", "T-2", "T-3"]).await.id;
    let mut loans: Vec<LoanId> = Vec::new();
    for (barcode, borrower) in [("T-1", "ana"), ("T-2", "ben"), ("T-3", "ana")] {
        loans.push(city.lends(barcode, borrower).await.unwrap().id);
    }
    let mut holds: Vec<HoldId> = Vec::new();
    for name in ["cho", "dan", "eva"] {
        holds.push(city.places_hold(title, name).await.unwrap().id);
    }
    city.takes_back("T-1").await.unwrap();

    let listed = async |list: ListLoans| -> Vec<LoanId> {
        city.asks(list).await.unwrap().rows.iter().map(|loan| loan.id).collect()
    };
    let of_ana = || ListLoans { borrower: Some(member("ana")), ..ListLoans::default() };
    assert_eq!(listed(ListLoans::default()).await, [loans[2], loans[1], loans[0]]);
    assert_eq!(listed(of_ana()).await, [loans[2], loans[0]]);
    assert_eq!(listed(ListLoans { open_only: true, ..of_ana() }).await, [loans[2]]);
    assert_eq!(listed(ListLoans { site: Some(warehouse()), ..of_ana() }).await, [loans[2], loans[0]]);
    assert!(listed(ListLoans { site: Some(library()), ..of_ana() }).await.is_empty());
    let newest = ListLoans { page: PageRequest { cursor: None, limit: Some(1) }, ..ListLoans::default() };
    let page = city.asks(newest).await.unwrap();
    let next = PageRequest { cursor: page.next_cursor, limit: Some(1) };
    assert_eq!(listed(ListLoans { page: next, ..ListLoans::default() }).await, [loans[1]]);

    let waiting =
        city.asks(ListHolds { site: Some(warehouse()), ..ListHolds::default() }).await.unwrap().rows;
    let states: Vec<_> = waiting.iter().map(|hold| (hold.id, hold.state)).collect();
    let expected =
        [(holds[0], HoldState::Ready), (holds[1], HoldState::Waiting), (holds[2], HoldState::Waiting)];
    assert_eq!(states, expected);
    let of_eva = ListHolds { member: Some(member("eva")), ..ListHolds::default() };
    assert_eq!(city.asks(of_eva).await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn every_answer_is_the_same_after_the_views_are_made_anew_from_the_log() {
    let city = City::open().await;
    let title = city.has_a_drill(&["T-1", "T-2"]).await.id;
    city.lends("T-1", "ana").await.unwrap();
    let loan = city.lends("T-2", "ben").await.unwrap().id;
    let hold = city.places_hold(title, "cho").await.unwrap().id;
    city.places_hold(title, "dan").await.unwrap();
    city.takes_back("T-2").await.unwrap();

    let told = async |city: &City| {
        let titles = city.asks(ListTitles::default()).await.unwrap();
        let loans = city.asks(ListLoans::default()).await.unwrap();
        let holds = city.asks(ListHolds::default()).await.unwrap();
        let one = (city.asks(GetLoan { loan }).await.unwrap(), city.asks(GetHold { hold }).await.unwrap());
        (titles, loans, holds, one, city.asks(GetTitle { title }).await.unwrap())
    };
    let before = told(&city).await;
    let city = city.reopened_without_views().await;
    assert_eq!(told(&city).await, before);
    city.lends("T-2", "cho").await.expect("the story goes on");
    told(&city).await;
    let differing = city.shell.followers.views_that_differ_when_rebuilt().await.unwrap();
    assert!(differing.is_empty(), "{differing:?}");
}

#[tokio::test]
async fn nothing_is_lent_to_or_kept_for_who_is_no_member() {
    let city = City::open().await;
    let title = city.has_a_drill(&["T-1"]).await.id;
    assert_eq!(city.lends("T-1", "a stranger").await.unwrap_err().kind, ProblemKind::NotFound);
    assert_eq!(city.asks(GetTitle { title }).await.unwrap().items[0].state, ItemState::Available);
    city.lends("T-1", "ana").await.unwrap();
    assert_eq!(city.places_hold(title, "a stranger").await.unwrap_err().kind, ProblemKind::NotFound);
    assert_eq!(city.asks(ListHolds::default()).await.unwrap().rows, []);
}
