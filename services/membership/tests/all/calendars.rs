//! A member's own calendar: its address is known to nobody else, and leads nowhere once it is closed.

use nanum_contracts::{
    membership::{
        CalendarKey, CloseCalendar, EraseMember, FindCalendar, GetOwnCalendar, OpenCalendar, OwnCalendar,
    },
    problem::ProblemKind,
};

use crate::{
    city::{City, somebody},
    personal_data::{files_in, holds},
};

async fn finds(city: &City, slug: &str, key: &CalendarKey) -> Option<String> {
    match city.asks(slug, FindCalendar { key: key.clone() }).await {
        Ok(owner) => Some(format!("{} {}", owner.member, owner.language)),
        Err(problem) => {
            assert_eq!(problem.kind, ProblemKind::NotFound, "{problem:?}");
            None
        }
    }
}

#[tokio::test]
async fn a_calendar_is_found_at_its_newest_address_and_at_no_other() {
    let city = City::begins().await;
    let member = city.registers("seosan", somebody("minji", None)).await.unwrap().id;
    let shown = async || city.asks("seosan", GetOwnCalendar { member }).await.unwrap().key;
    assert_eq!(shown().await, None);

    let first = city.asks("seosan", OpenCalendar { member }).await.unwrap().key.unwrap();
    assert_eq!(shown().await.as_ref(), Some(&first));
    let minji = format!("{member} fr");
    assert_eq!(finds(&city, "seosan", &first).await.as_ref(), Some(&minji));
    assert_eq!(finds(&city, "seoul", &first).await, None, "another tenant");

    let second = city.asks("seosan", OpenCalendar { member }).await.unwrap().key.unwrap();
    assert_ne!(first, second);
    assert_eq!(finds(&city, "seosan", &first).await, None, "it was renewed");
    assert_eq!(finds(&city, "seosan", &second).await, Some(minji));

    let text = second.reveal();
    let last_digit_changed = format!("{}{}", &text[..63], if text.ends_with('0') { '1' } else { '0' });
    let anothers = format!("{}{}", "0".repeat(32), &text[32..]);
    for wrong in [&last_digit_changed, &anothers, "", "é", &text[..63], &format!("{text}0"), &"z".repeat(64)]
    {
        assert_eq!(finds(&city, "seosan", &CalendarKey::from(wrong.to_owned())).await, None, "{wrong}");
    }

    assert_eq!(city.asks("seosan", CloseCalendar { member }).await.unwrap(), OwnCalendar { key: None });
    assert_eq!((finds(&city, "seosan", &second).await, shown().await), (None, None));
}

#[tokio::test]
async fn a_repeated_command_opens_one_address_and_a_restart_keeps_it() {
    let city = City::begins().await;
    let member = city.registers("seosan", somebody("minji", None)).await.unwrap().id;
    let open = async || city.asks_again("seosan", "open", OpenCalendar { member }).await.unwrap().reply;
    let opened = open().await;
    assert_eq!(open().await, opened);
    let replica = city.replica().await;
    assert_eq!(replica.asks("seosan", GetOwnCalendar { member }).await.unwrap(), opened);
}

#[tokio::test]
async fn an_address_stands_in_no_file_and_ends_with_its_member() {
    let city = City::begins().await;
    let member = city.registers("seosan", somebody("minji", None)).await.unwrap().id;
    let opened = city.asks_again("seosan", "open", OpenCalendar { member }).await.unwrap().reply;
    let key = opened.key.unwrap();
    let proof = &key.reveal()[32..];
    let raw = u128::from_str_radix(proof, 16).unwrap().to_be_bytes();
    let hyphenated = [&proof[..8], &proof[8..12], &proof[12..16], &proof[16..20], &proof[20..]].join("-");
    let mut seen = false;
    for file in files_in(city.folder()) {
        seen |= holds(&file, b"calendar.opened.v1");
        for form in [proof.as_bytes(), hyphenated.as_bytes(), &raw] {
            assert!(!holds(&file, form), "{}", file.display());
        }
    }
    assert!(seen, "the test must be able to find a text");

    city.asks("seosan", EraseMember { member }).await.unwrap();
    assert_eq!(finds(&city, "seosan", &key).await, None);
    assert_eq!(city.asks("seosan", OpenCalendar { member }).await.unwrap_err().kind, ProblemKind::NotFound);
}
