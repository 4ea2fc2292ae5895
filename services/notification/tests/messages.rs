//! Notification among the others: over a real log in a folder, a bus, and mails as files or to a scripted server.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails, with the place where it could not")]

mod parts;

use futures::StreamExt;
use jiff::SignedDuration;
use nanum_bus::{Bus, Interest, Marks};
use nanum_contracts::{
    Actor, Problem,
    booking::{GetResource, Resource},
    membership::{GetMember, GetSite, GetTenant, Site},
    notification::{ListMessages, MessageKind, MessageState, NotificationEvent},
    problem::ProblemKind,
    request::PageRequest,
};
use nanum_runtime::Call;
use parts::{
    city::{City, EMAIL, is_public, room_definition, site_definition, tenant_definition, zone},
    eventually,
    mail_server::MailServer,
};

/// The words of an encoded mail's body or header are looked for decoded only as far as quoted-printable hides line ends.
fn unfolded(mail: &str) -> String {
    mail.replace("=\r\n", "").replace("=\n", "")
}

#[tokio::test]
async fn a_member_is_mailed_once_however_often_the_event_comes() {
    let city = City::start("").await;
    city.opens();
    city.knows_minji("en");
    for _ in 0..3 {
        city.confirms_a_reservation("first");
    }
    let cause = city.confirms_a_reservation("second");
    let messages = city.finished_messages(2).await;
    assert_eq!(messages.len(), 2);
    assert_eq!((messages[0].cause, messages[0].kind), (cause, MessageKind::ReservationConfirmed));
    assert!(messages.iter().all(|message| message.state == MessageState::Sent));
    assert_eq!(city.files().len(), 2);
    let log = city.log().await;
    assert_eq!(log.iter().filter(|name| *name == "message.queued.v1").count(), 2, "{log:?}");
}

#[tokio::test]
async fn a_mail_is_a_file_in_the_members_language_when_there_is_no_server() {
    let city = City::start("").await;
    city.opens();
    city.knows_minji("en");
    city.confirms_a_reservation("first");
    let message = city.finished_messages(1).await.remove(0);
    let file = city.folder.path().join("mail").join(format!("{}.eml", message.id));
    assert_eq!(city.files(), std::slice::from_ref(&file));
    let mail = unfolded(&std::fs::read_to_string(file).unwrap());
    for part in [
        format!("Message-ID: <{}@nanum>", message.id),
        format!("<{EMAIL}>"),
        "From: Nanum <no-reply@nanum.example>".to_owned(),
        "Date: Fri, 20 Nov 2026 09:00:00 +0000".to_owned(),
        "Auto-Submitted: auto-generated".to_owned(),
        "Content-Language: en".to_owned(),
        "Content-Type: text/plain; charset=utf-8".to_owned(),
        "Subject: Reservation confirmed: Club room 1,".to_owned(),
        "What: Club room 1".to_owned(),
        "Where: Seosan Citizen's Center".to_owned(),
    ] {
        assert!(mail.contains(&part), "{part} is not in\n{mail}");
    }
}

#[tokio::test]
async fn a_mail_goes_to_the_server_when_a_refusal_for_now_has_passed() {
    let server = MailServer::start(&["451 greylisted", "421 busy"]).await;
    let city = City::start(&server.url).await;
    city.opens();
    city.knows_minji("ko");
    city.sets_the_drill_aside("hold");
    let messages = city.finished_messages(1).await;
    assert_eq!((messages[0].kind, messages[0].state), (MessageKind::HoldReady, MessageState::Sent));
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Content-Language: ko"), "{}", mails[0]);
}

#[tokio::test]
async fn a_recipient_whose_mail_server_takes_nothing_now_holds_up_no_other() {
    let server = MailServer::start(&[]).await;
    server.defers("busy@seosan.example");
    let city = City::start(&server.url).await;
    city.opens();
    city.knows_minji("en");
    let busy = city.knows("busy");
    for id in ["busy 1", "busy 2"] {
        city.confirms_a_reservation_of(busy, id);
    }
    city.confirms_a_reservation("minji's");
    city.finished_messages(1).await;
    let mails = server.mails();
    assert_eq!(mails.len(), 1, "the others wait");
    assert!(mails[0].contains(EMAIL), "{}", mails[0]);

    server.takes_all();
    eventually("the others are sent too", async || match server.mails().len() {
        3 => Ok(()),
        sent => Err(format!("{sent} mails")),
    })
    .await;
}

#[tokio::test]
async fn a_refusal_for_good_fails_one_message_and_no_other() {
    let server = MailServer::start(&["550 no minji@seosan.example here"]).await;
    let city = City::start(&server.url).await;
    city.opens();
    city.knows_minji("fr");
    city.confirms_a_reservation("first");
    city.finished_messages(1).await;
    city.confirms_a_reservation("second");
    let messages = city.finished_messages(2).await;
    let states = messages.iter().map(|message| message.state).collect::<Vec<_>>();
    assert_eq!(states, [MessageState::Sent, MessageState::Failed]);
    let store = nanum_runtime::log::open_embedded(city.folder.path(), "notification").unwrap();
    for event in store.read_all(0, 100, &nanum_store::Filter::everything()).await.unwrap().events {
        let data = &*event.data;
        assert!(!data.contains("minji") && !data.contains("김민지"), "personal data in the log: {data}");
    }
}

#[tokio::test]
async fn a_member_who_has_left_gets_nothing_and_the_others_are_told_that_it_failed() {
    let city = City::start("").await;
    city.opens();
    let interest = Interest { tenant: None, services: vec!["notification".to_owned()] };
    let mut told = city.bus.follow(interest, Marks::new()).await.unwrap();
    let cause = city.confirms_a_reservation("first");
    let delivered = told.next().await.unwrap();
    assert!(is_public(delivered.event.name_in("notification").unwrap()));
    let NotificationEvent::MessageFailed(failed) = delivered.event.decode("notification").unwrap() else {
        panic!("{delivered:?}")
    };
    assert_eq!((failed.cause, failed.member), (cause, city.minji()));
    assert_eq!(delivered.event.subject, format!("message/{}", failed.message));
    assert!(city.files().is_empty());
}

#[tokio::test]
async fn of_an_erased_member_no_mail_is_left_and_others_stay() {
    let city = City::start("").await;
    city.opens();
    city.knows_minji("ko");
    for id in ["first", "second"] {
        city.confirms_a_reservation(id);
    }
    city.finished_messages(2).await;
    let mails = city.folder.path().join("mail");
    let of_another = mails.join("msg_of_another.eml");
    std::fs::write(&of_another, "to another").unwrap();
    assert_eq!(city.files().len(), 3);
    for _ in 0..2 {
        city.erases_minji();
    }
    city.has_erased().await;
    assert_eq!(city.files(), [of_another]);
    let rows = city.messages(PageRequest::default()).await.rows;
    assert!(rows.iter().all(|message| message.state == MessageState::Sent), "{rows:?}");
    let heard = city.bus.follow(Interest::default(), Marks::new()).await.unwrap();
    let told = heard.filter_map(async |delivered| delivered.event.decode("notification").ok());
    let told: Vec<NotificationEvent> = told.take(3).collect().await;
    assert!(matches!(&told[2], NotificationEvent::MessagesErased(erased) if erased.member == city.minji()));
}

#[tokio::test]
async fn what_waits_to_be_sent_to_an_erased_member_is_dropped() {
    let server = MailServer::start(&["451 not now"; 100]).await;
    let city = City::start(&server.url).await;
    city.opens();
    city.knows_minji("ko");
    city.confirms_a_reservation("first");
    eventually("the message waits", async || {
        let rows = city.messages(PageRequest::default()).await.rows;
        if rows.len() == 1 { Ok(()) } else { Err(format!("{rows:?}")) }
    })
    .await;
    city.erases_minji();
    city.has_erased().await;
    let message = city.finished_messages(1).await.remove(0);
    assert_eq!(message.state, MessageState::Failed);
    assert_eq!(server.mails(), Vec::<String>::new());
    let log = city.log().await;
    assert_eq!(log.iter().filter(|name| *name == "messages.erased.v1").count(), 1);
}

#[tokio::test]
async fn names_the_bus_has_not_brought_yet_are_asked_for_and_silence_is_waited_out() {
    let city = City::start("").await;
    city.membership_answers.then::<GetMember>(Err(Problem::try_again("not now")));
    city.knows_minji("ko");
    city.membership_answers.then::<GetTenant>(Ok(tenant_definition()));
    let site = Site { id: city.site(), zone: zone(), definition: site_definition() };
    city.membership_answers.then::<GetSite>(Ok(site));
    let definition = serde_json::from_value(room_definition(city.site())).unwrap();
    let room = Resource { id: city.room(), zone: zone(), definition };
    city.booking_answers.then::<GetResource>(Ok(room));
    city.confirms_a_reservation("first");
    let messages = city.finished_messages(1).await;
    assert_eq!(messages[0].state, MessageState::Sent);
    assert_eq!(city.files().len(), 1);
}

#[tokio::test]
async fn a_mail_that_nobody_takes_for_five_days_is_given_up() {
    let city = City::start("smtp://127.0.0.1:1").await;
    city.opens();
    city.knows_minji("ko");
    city.confirms_a_reservation("first");
    eventually("the message waits", async || {
        let rows = city.messages(PageRequest::default()).await.rows;
        if rows.len() == 1 && rows[0].state == MessageState::Queued {
            Ok(())
        } else {
            Err(format!("{rows:?}"))
        }
    })
    .await;
    city.clock.advance(SignedDuration::from_hours(121));
    let messages = city.finished_messages(1).await;
    assert_eq!(messages[0].state, MessageState::Failed);
}

#[tokio::test]
async fn messages_are_listed_by_pages_and_only_to_their_tenant() {
    let city = City::start("").await;
    city.opens();
    city.knows_minji("ko");
    let causes = ["1", "2", "3"].map(|id| city.confirms_a_reservation(id));
    city.finished_messages(3).await;
    let first = city.messages(PageRequest { cursor: None, limit: Some(2) }).await;
    assert_eq!(first.rows.iter().map(|m| m.cause).collect::<Vec<_>>(), [causes[2], causes[1]]);
    let second = city.messages(PageRequest { cursor: first.next_cursor, limit: Some(2) }).await;
    assert_eq!(second.rows.iter().map(|m| m.cause).collect::<Vec<_>>(), [causes[0]]);
    assert_eq!(second.next_cursor, None);

    let ask = async |tenant: &str, page: PageRequest| {
        let call = Call::query(&tenant.parse().unwrap(), Actor::Member(city.minji()));
        city.shell.client().ask(call, ListMessages { member: city.minji(), page }).await
    };
    assert!(ask("amsterdam", PageRequest::default()).await.unwrap().reply.rows.is_empty());
    let bad = PageRequest { cursor: Some("; drop".to_owned()), limit: None };
    assert_eq!(ask("seosan", bad).await.unwrap_err().kind, ProblemKind::NotUnderstood);
}
