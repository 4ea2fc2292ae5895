use std::path::PathBuf;

use nanum_contracts::{
    Actor, Problem,
    ids::{Id, MemberId},
    membership::{
        Coverage, EraseMember, ErasureReceipt, FindMemberByCard, GetErasureReceipt, Place, RegisterMember,
    },
    problem::ProblemKind,
};
use nanum_runtime::sealed::{DataSubject, copies};

use crate::city::{City, somebody, tenant};

async fn erase(city: &City, member: MemberId) -> Result<ErasureReceipt, Problem> {
    city.asks("seosan", EraseMember { member }).await
}

async fn receipt(city: &City, member: MemberId) -> Result<ErasureReceipt, Problem> {
    city.asks("seosan", GetErasureReceipt { member }).await
}

fn subject(member: MemberId) -> DataSubject {
    DataSubject { tenant: tenant("seosan"), person: member.uuid() }
}

fn is_not_found<T: std::fmt::Debug>(outcome: Result<T, Problem>) -> String {
    let problem = outcome.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotFound);
    problem.detail
}

#[tokio::test]
async fn an_erased_member_is_nobody_and_their_key_claims_and_roles_are_gone() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap().id;
    let of_receipt = erase(&city, minji).await.unwrap();
    assert_eq!((of_receipt.member, &of_receipt.asked_by), (minji, &Actor::Platform("test".to_owned())));
    assert!(is_not_found(city.shows("seosan", minji).await).contains("erased"));
    is_not_found(city.assigns("seosan", minji, &[]).await);
    is_not_found(city.asks("seosan", FindMemberByCard { card: "SSN-1".to_owned() }).await);
    let back = RegisterMember { member: Some(minji), ..somebody("minji", Some("SSN-1")) };
    is_not_found(city.registers("seosan", back).await);
    assert_eq!(city.identifies("seosan", "minji").await, None);
    assert!(!city.keys().has_key(&subject(minji)).await.unwrap());
    // The card is another's to have, and the person may come again, as somebody else.
    let junho = city.registers("seosan", somebody("junho", Some("SSN-1"))).await.unwrap();
    assert_eq!(junho.card.as_deref(), Some("SSN-1"));
    let again = city.registers("seosan", somebody("minji", None)).await.unwrap();
    assert_ne!(again.id, minji);
}

#[tokio::test]
async fn who_asks_twice_gets_the_first_receipt_and_it_can_be_read_later() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap().id;
    is_not_found(receipt(&city, minji).await);
    let first = erase(&city, minji).await.unwrap();
    assert_eq!(erase(&city, minji).await.unwrap(), first);
    assert_eq!(receipt(&city, minji).await.unwrap(), first);
    assert_eq!(receipt(&city.replica().await, minji).await.unwrap(), first);
    let keys = first.places.iter().find(|line| line.covered.place == Place::CopiesOfTheKeys).unwrap();
    let until = "2026-04-01T09:00:00Z".parse().unwrap();
    assert_eq!((keys.covered.coverage, keys.covered.until), (Coverage::Expires, Some(until)));
    let elsewhere = city.asks("seoul", GetErasureReceipt { member: minji }).await;
    is_not_found(elsewhere);
    is_not_found(erase(&city, MemberId::named("seosan", "stranger")).await);
}

#[tokio::test]
async fn a_crash_after_the_beginning_is_finished_at_the_next_start() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap().id;
    city.begins_to_erase("seosan", minji).await;
    // Nobody reads them any more, though the key is still there.
    assert!(city.keys().has_key(&subject(minji)).await.unwrap());
    let again = city.replica().await;
    is_not_found(again.shows("seosan", minji).await);
    let receipt = again.waits_for_receipt("seosan", minji).await;
    assert_eq!(receipt.asked_by, Actor::Member(minji));
    assert!(!again.keys().has_key(&subject(minji)).await.unwrap());
    assert_eq!(again.claims_of_card("seosan", "SSN-1").await, None);
}

#[tokio::test]
async fn a_crash_after_the_beginning_is_finished_by_the_repetition() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap().id;
    city.begins_to_erase("seosan", minji).await;
    assert_eq!(erase(&city, minji).await.unwrap().asked_by, Actor::Member(minji));
    assert_eq!(city.claims_of_card("seosan", "SSN-1").await, None);
}

#[tokio::test]
async fn a_crash_after_the_key_was_destroyed_is_finished_and_the_claims_count_no_more() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap().id;
    city.begins_to_erase("seosan", minji).await;
    city.keys().erase(&subject(minji)).await.unwrap();
    let again = city.replica().await;
    again.waits_for_receipt("seosan", minji).await;
    let junho = city.registers("seosan", somebody("junho", Some("SSN-1"))).await.unwrap();
    assert_eq!(junho.card.as_deref(), Some("SSN-1"));
    let anew = city.registers("seosan", somebody("minji", None)).await.unwrap();
    assert_ne!(anew.id, minji);
}

#[tokio::test]
async fn a_key_that_comes_back_with_an_older_copy_is_destroyed_at_the_next_start() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap().id;
    let junho = city.registers("seosan", somebody("junho", None)).await.unwrap();
    let copy = city.folder().join("older");
    copies::back_up(&city.keys_file(), &copy).unwrap();
    erase(&city, minji).await.unwrap();
    // The ring that knew of the erasure is lost.
    for ending in ["", "-wal", "-shm"] {
        let file = PathBuf::from(format!("{}{ending}", city.keys_file().display()));
        std::fs::remove_file(file).unwrap();
    }
    copies::restore(&copy, &city.keys_file()).unwrap();
    assert!(city.keys().has_key(&subject(minji)).await.unwrap(), "the test must bring the key back");
    let again = city.replica().await;
    again.waits_until_erasures_are_finished().await;
    assert!(!again.keys().has_key(&subject(minji)).await.unwrap());
    assert_eq!(again.keys().erased().await.unwrap(), [subject(minji)]);
    assert_eq!(again.shows("seosan", junho.id).await.unwrap(), junho);
}

#[tokio::test]
async fn an_erasure_that_was_lost_with_an_older_copy_of_the_log_is_written_again() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap().id;
    // As the log would be: the key is gone, and nothing says why. And one whom the log does not know at all.
    city.keys().erase(&subject(minji)).await.unwrap();
    city.keys().erase(&subject(MemberId::named("seosan", "later"))).await.unwrap();
    let again = city.replica().await;
    let receipt = again.waits_for_receipt("seosan", minji).await;
    assert_eq!(receipt.asked_by, Actor::Platform("erasure".to_owned()));
    again.waits_until_erasures_are_finished().await;
}

#[tokio::test]
async fn a_log_without_its_keys_does_not_start() {
    let city = City::begins().await;
    let secret = city.keys().secret().clone();
    let aside = city.folder().join("aside");
    copies::back_up(&city.keys_file(), &aside).unwrap();
    for ending in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{ending}", city.keys_file().display())).unwrap();
    }
    for _ in 0..2 {
        let refused = city.start_again().await.unwrap_err();
        let causes = format!("{refused}: {}", std::error::Error::source(&refused).unwrap());
        assert!(causes.contains("restore the copy of the keys"), "{causes}");
    }
    copies::restore(&aside, &city.keys_file()).unwrap();
    city.start_again().await.unwrap();
    assert_eq!(*city.keys().secret(), secret);
}
