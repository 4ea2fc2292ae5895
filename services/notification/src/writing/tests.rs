use nanum_contracts::{
    LocalizedText,
    ids::Id,
    time::{TimeSpan, Zone},
};

use super::*;
use crate::{
    domain::event::{HoldFacts, LoanFacts, ReservationFacts, SeriesFacts, StandingFacts, WaitFacts},
    views::what_is_it_called::{SiteCalled, TenantCalled},
};

const KINDS: [MessageKind; 36] = [
    MessageKind::ReservationRequested,
    MessageKind::ReservationAskedFor,
    MessageKind::ReservationGivenToAnother,
    MessageKind::ReservationNotDrawn,
    MessageKind::ReservationConfirmed,
    MessageKind::ReservationRefused,
    MessageKind::ReservationLapsed,
    MessageKind::ReservationCancelled,
    MessageKind::ReservationChanged,
    MessageKind::ReservationChangeRequested,
    MessageKind::ReservationChangeRefused,
    MessageKind::ReservationChangeLapsed,
    MessageKind::ReservationChangeGivenToAnother,
    MessageKind::SeriesChangeRequested,
    MessageKind::ReservationRestored,
    MessageKind::ReservationGaveWay,
    MessageKind::ReservationUnpaid,
    MessageKind::SeriesMade,
    MessageKind::SeriesRequested,
    MessageKind::SeriesAskedFor,
    MessageKind::SeriesExtended,
    MessageKind::SeriesChanged,
    MessageKind::SeriesCancelled,
    MessageKind::SeriesGaveWay,
    MessageKind::WaitOffered,
    MessageKind::WaitExpired,
    MessageKind::WaitOfferWithdrawn,
    MessageKind::WaitPassedOn,
    MessageKind::WaitLapsed,
    MessageKind::LoanStarted,
    MessageKind::LoanEnded,
    MessageKind::HoldPlaced,
    MessageKind::HoldReady,
    MessageKind::HoldLapsed,
    MessageKind::ReservationReleased,
    MessageKind::MemberSuspended,
];

fn named(texts: &[(&str, &str)]) -> LocalizedText {
    let texts: std::collections::BTreeMap<Language, String> =
        texts.iter().map(|(language, text)| (language.parse().unwrap(), (*text).to_owned())).collect();
    texts.try_into().unwrap()
}

fn called() -> Called {
    Called {
        thing: Some(named(&[("ko", "동아리방 1"), ("en", "Club room 1")])),
        site: Some(SiteCalled {
            name: named(&[("ko", "서산시 시민센터"), ("en", "Seosan Citizen's Center")]),
            address: "충청남도 서산시 번화1로 12".to_owned(),
        }),
        tenant: TenantCalled {
            name: named(&[("ko", "서산시"), ("en", "Seosan")]),
            language: "ko".parse().unwrap(),
        },
        free_instead: vec![
            TimeSpan::new(
                "2026-12-01T13:00+09:00".parse().unwrap(),
                "2026-12-01T18:30+09:00".parse().unwrap(),
            )
            .unwrap(),
        ],
    }
}

fn contact(language: &str) -> Contact {
    Contact {
        name: "Kim Minji".to_owned(),
        email: "minji@seosan.example".to_owned(),
        language: language.parse().unwrap(),
    }
}

fn reservation(starts_at: &str, ends_at: &str) -> Subject {
    Subject::Reservation(ReservationFacts {
        reservation: Id::named("t", "1"),
        resource: Id::named("t", "room"),
        site: Id::named("t", "site"),
        span: TimeSpan::new(starts_at.parse().unwrap(), ends_at.parse().unwrap()).unwrap(),
        zone: Zone::try_from("Asia/Seoul".to_owned()).unwrap(),
        reason: Some("도색 공사 중입니다.".to_owned()),
    })
}

/// So many Tuesdays from 1 December 2026 on, and one that could not be had.
fn tuesdays(count: i32) -> SeriesFacts {
    let first = jiff::civil::date(2026, 12, 1);
    let time = |text: &str| Some(text.to_owned().try_into().unwrap());
    SeriesFacts {
        series: Id::named("t", "1"),
        resource: Id::named("t", "room"),
        site: Id::named("t", "site"),
        zone: Zone::try_from("Asia/Seoul".to_owned()).unwrap(),
        from: time("19:00"),
        to: time("24:00"),
        dates: (0..count).map(|week| first + jiff::Span::new().weeks(week)).collect(),
        refused: vec![jiff::civil::date(2026, 11, 24)],
        reason: Some("도색 공사 중입니다.".to_owned()),
    }
}

fn about(kind: MessageKind) -> Subject {
    let (title, site) = (Id::named("t", "drill"), Id::named("t", "site"));
    let loan = |due_on| Subject::Loan(LoanFacts { loan: Id::named("t", "1"), title, site, due_on });
    match kind {
        MessageKind::LoanStarted => loan(Some(jiff::civil::date(2026, 12, 8))),
        MessageKind::LoanEnded => loan(None),
        MessageKind::HoldPlaced | MessageKind::HoldReady | MessageKind::HoldLapsed => {
            Subject::Hold(HoldFacts { hold: Id::named("t", "1"), title, site })
        }
        MessageKind::SeriesMade
        | MessageKind::SeriesRequested
        | MessageKind::SeriesChangeRequested
        | MessageKind::SeriesAskedFor
        | MessageKind::SeriesExtended
        | MessageKind::SeriesChanged
        | MessageKind::SeriesCancelled
        | MessageKind::SeriesGaveWay => Subject::Series(tuesdays(3)),
        MessageKind::WaitOffered
        | MessageKind::WaitExpired
        | MessageKind::WaitOfferWithdrawn
        | MessageKind::WaitPassedOn
        | MessageKind::WaitLapsed => Subject::Wait(WaitFacts {
            wait: Id::named("t", "1"),
            resource: Id::named("t", "room"),
            site,
            span: TimeSpan::new(
                "2026-12-01T10:00+09:00".parse().unwrap(),
                "2026-12-01T12:00+09:00".parse().unwrap(),
            )
            .unwrap(),
            zone: Zone::try_from("Asia/Seoul".to_owned()).unwrap(),
            offered_until: Some("2026-11-30T18:30+09:00".parse().unwrap()),
        }),
        MessageKind::MemberSuspended => Subject::Standing(StandingFacts {
            until: "2026-12-31T15:30:00Z".parse().unwrap(),
            zone: Some(Zone::try_from("Asia/Seoul".to_owned()).unwrap()),
        }),
        _ => reservation("2026-12-01T10:00+09:00", "2026-12-01T12:00+09:00"),
    }
}

fn queued(kind: MessageKind, about: Subject) -> MessageQueued {
    MessageQueued {
        message: Id::named("t", "m"),
        member: Id::named("t", "kim"),
        kind,
        cause: uuid::Uuid::NAMESPACE_URL,
        about,
    }
}

fn letter(kind: MessageKind, language: &str) -> Letter {
    write(&queued(kind, about(kind)), &contact(language), &called()).unwrap()
}

#[test]
fn every_kind_is_written_whole_in_every_language() {
    let mut subjects = std::collections::BTreeSet::new();
    for language in LANGUAGES {
        for kind in KINDS {
            let letter = letter(kind, language);
            let text = format!("{}\n{}", letter.subject, letter.body);
            assert_eq!(letter.language, language);
            for leftover in ["{", "}", "$", "Unknown", "\u{2068}", "\u{2069}", "\n\n\n"] {
                assert!(!text.contains(leftover), "{language} {kind:?}: {leftover:?} in\n{text}");
            }
            // A standing is the tenant's, and nowhere; all else is somewhere.
            let where_it_is = if kind == MessageKind::MemberSuspended { "2027" } else { "번화1로 12" };
            assert!(text.contains("Kim Minji") && text.contains(where_it_is), "{language} {kind:?}:\n{text}");
            assert!(!letter.subject.contains('\n'));
            subjects.insert(letter.subject);
        }
    }
    assert_eq!(subjects.len(), LANGUAGES.len() * KINDS.len(), "no two kinds or languages share a subject");
}

#[test]
fn a_member_reads_names_dates_and_times_as_their_language_writes_them() {
    let confirmed = |language| letter(MessageKind::ReservationConfirmed, language);
    assert_eq!(confirmed("ko").subject, "예약 확정: 동아리방 1, 2026년 12월 1일 화요일");
    assert!(
        confirmed("ko")
            .body
            .contains("2026년 12월 1일 화요일 오전 10:00 – 오후 12:00 (현지 시각, Asia/Seoul)")
    );
    assert!(confirmed("nl").body.contains("dinsdag 1 december 2026, 10:00 – 12:00 uur"));
    assert!(confirmed("de").body.contains("Dienstag, 1. Dezember 2026, 10:00 – 12:00 Uhr"));
    assert_eq!(confirmed("fr-BE").subject, "Réservation confirmée : 동아리방 1, mardi 1 décembre 2026");
    assert_eq!(confirmed("en").subject, "Reservation confirmed: Club room 1, Tuesday, December 1, 2026");
    assert_eq!(confirmed("en-GB").subject, "Reservation confirmed: Club room 1, Tuesday, 1 December 2026");
}

#[test]
fn who_speaks_none_of_our_languages_reads_the_tenants_and_else_english() {
    let vietnamese = letter(MessageKind::HoldReady, "vi");
    assert_eq!(vietnamese.language, "ko");
    let mut elsewhere = called();
    elsewhere.tenant.language = "ja".parse().unwrap();
    let queued = queued(MessageKind::HoldReady, about(MessageKind::HoldReady));
    assert_eq!(write(&queued, &contact("vi"), &elsewhere).unwrap().language, "en");
}

#[test]
fn a_refusal_tells_the_clerks_reason_and_a_loan_its_last_day() {
    assert!(letter(MessageKind::ReservationRefused, "en").body.contains("Reason: 도색 공사 중입니다."));
    assert!(letter(MessageKind::LoanStarted, "fr").body.contains("mardi 8 décembre 2026"));
}

#[test]
fn a_series_names_its_time_once_and_each_of_its_dates() {
    let made = letter(MessageKind::SeriesMade, "nl").body;
    assert!(made.contains("Wanneer: 19:00 – 00:00 uur (plaatselijke tijd, Asia/Seoul)"), "{made}");
    let dates = "dinsdag 1 december 2026\ndinsdag 8 december 2026\ndinsdag 15 december 2026\n";
    assert!(made.contains(dates), "{made}");
    assert!(made.contains("Deze data waren niet beschikbaar:\ndinsdag 24 november 2026"), "{made}");
    assert!(letter(MessageKind::SeriesGaveWay, "en").body.contains("Reason: 도색 공사 중입니다."));
}

#[test]
fn a_series_of_several_times_names_its_dates_only() {
    let facts = SeriesFacts { from: None, to: None, refused: Vec::new(), ..tuesdays(2) };
    let queued = queued(MessageKind::SeriesCancelled, Subject::Series(facts));
    let body = write(&queued, &contact("en"), &called()).unwrap().body;
    assert!(body.contains("Tuesday, December 8, 2026"), "{body}");
    assert!(!body.contains("When:") && !body.contains("could not be had"), "{body}");
}

#[test]
fn of_a_long_series_60_dates_are_named_and_the_others_counted() {
    let body = |count| {
        let queued = queued(MessageKind::SeriesMade, Subject::Series(tuesdays(count)));
        write(&queued, &contact("en"), &called()).unwrap().body
    };
    let last = "Tuesday, January 18, 2028";
    assert!(body(60).contains(last) && !body(60).contains(" more"), "{}", body(60));
    assert!(body(61).contains(&format!("{last}\n… and 1 more")), "{}", body(61));
    assert!(!body(61).contains("January 25, 2028"));
}

#[test]
fn whoever_did_not_get_the_time_is_told_what_else_is_free_that_day() {
    let lost = letter(MessageKind::ReservationGivenToAnother, "nl").body;
    assert!(lost.contains("13:00 – 18:30"), "{lost}");
    let kind = MessageKind::ReservationGivenToAnother;
    let full = Called { free_instead: Vec::new(), ..called() };
    let letter = write(&queued(kind, about(kind)), &contact("en"), &full).unwrap().body;
    assert!(letter.contains("Nothing else is free on that day."), "{letter}");
}

#[test]
fn an_offer_names_its_deadline_as_the_clock_of_the_place_shows_it() {
    let offer = letter(MessageKind::WaitOffered, "de").body;
    assert!(offer.contains("Montag, 30. November 2026, 18:30 Uhr"), "{offer}");
    let offer = letter(MessageKind::WaitOffered, "ko").body;
    assert!(offer.contains("2026년 11월 30일 월요일 오후 6:30"), "{offer}");
}

#[test]
fn a_stay_over_days_names_both_and_one_until_midnight_only_the_first() {
    let body = |starts_at, ends_at| {
        let queued = queued(MessageKind::ReservationConfirmed, reservation(starts_at, ends_at));
        write(&queued, &contact("nl"), &called()).unwrap().body
    };
    let stay = body("2026-12-01T15:00+09:00", "2026-12-03T11:00+09:00");
    assert!(
        stay.contains("dinsdag 1 december 2026, 15:00 uur – donderdag 3 december 2026, 11:00 uur"),
        "{stay}"
    );
    let evening = body("2026-12-01T19:00+09:00", "2026-12-02T00:00+09:00");
    assert!(evening.contains("dinsdag 1 december 2026, 19:00 – 00:00 uur"), "{evening}");
}

#[test]
fn a_name_cannot_break_out_of_its_line() {
    let mut called = called();
    called.thing = Some(named(&[("en", &format!("Drill\r\nBcc: all@example.org {}", "x".repeat(200)))]));
    let queued = queued(MessageKind::HoldReady, about(MessageKind::HoldReady));
    let letter = write(&queued, &contact("en"), &called).unwrap();
    assert!(letter.subject.starts_with("Ready for you: Drill Bcc: all@example.org x"), "{}", letter.subject);
    assert!(letter.subject.chars().count() <= "Ready for you: ".len() + NAME_IN_SUBJECT_MAX);
}
