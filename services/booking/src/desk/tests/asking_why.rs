//! Why not, and what instead; and what is free first.

use nanum_contracts::booking::{
    BlockTime, CheckReservation, FindFirstFree, Lottery, Period, PublicationState, Quota, ReservationCheck,
};

use nanum_contracts::problem::ProblemKind;

use super::*;

fn check(resource: ResourceId, span: TimeSpan) -> CheckReservation {
    CheckReservation { resource, span, persons: None, member: Some(mina()), group: None, purpose: None }
}

fn rules(check: &ReservationCheck) -> Vec<&str> {
    check.why_not.iter().map(|why| why.rule.as_str()).collect()
}

fn soonest(minutes: u32) -> FindFirstFree {
    FindFirstFree {
        from: jiff::civil::date(2026, 12, 1),
        minutes,
        persons: None,
        resource: None,
        site: None,
        kind: None,
        equipment: Vec::new(),
        accessibility: Vec::new(),
    }
}

#[tokio::test]
async fn what_is_possible_needs_no_reason_and_nothing_is_taken_by_asking() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let wished = on_tuesday("10:00", "12:00");
    let asked = city.ask(check(room, wished)).await.unwrap();
    assert!(asked.possible && asked.why_not.is_empty(), "{asked:?}");
    assert!(asked.times_instead.is_empty() && asked.resources_instead.is_empty());
    city.ask(wish(room, jun(), wished)).await.unwrap();
}

#[tokio::test]
async fn a_taken_time_is_answered_with_other_times_and_with_other_rooms_that_have_it() {
    let city = City::opens().await;
    let club = city.adds(room("Club room")).await;
    let elsewhere = city.adds(ResourceDefinition { site: site("annex"), ..room("A reading room") }).await;
    let next_door = city.adds(room("Next door")).await;
    let taken_too = city.adds(room("Taken too")).await;
    let small = city.adds(ResourceDefinition { persons: Some(3), ..room("Small") }).await;
    let wished = on_tuesday("10:00", "12:00");
    city.ask(wish(club, jun(), wished)).await.unwrap();
    city.ask(wish(taken_too, jun(), on_tuesday("11:30", "12:30"))).await.unwrap();

    let asked = city.ask(CheckReservation { persons: Some(8), ..check(club, wished) }).await.unwrap();
    assert_eq!(rules(&asked), ["a-unit-is-free"]);
    assert_eq!(asked.times_instead[0], on_tuesday("12:00", "14:00"));
    let others: Vec<ResourceId> = asked.resources_instead.iter().map(|other| other.id).collect();
    assert_eq!(others, [next_door, elsewhere], "of its site first; neither {small} nor {taken_too}");
    for other in others {
        city.ask(wish(other, jun(), wished)).await.unwrap();
    }
}

#[tokio::test]
async fn every_rule_that_says_no_is_named_with_its_limit_and_what_was_asked() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let late = on_tuesday("17:10", "23:00");
    let asked = city.ask(CheckReservation { persons: Some(16), ..check(room, late) }).await.unwrap();
    assert_eq!(rules(&asked), ["on-the-grid", "not-too-long", "persons-have-place", "within-hours"]);
    let (longest, persons) = (&asked.why_not[1], &asked.why_not[2]);
    assert_eq!((&longest.limit, &longest.actual), (&serde_json::json!(240), &serde_json::json!(350)));
    assert_eq!((&persons.limit, &persons.actual), (&serde_json::json!(15), &serde_json::json!(16)));

    let asked = city.ask(check(room, late)).await.unwrap();
    assert_eq!(asked.times_instead[0], on_tuesday("17:00", "21:00"), "as long as may be, on the grid");
    city.ask(wish(room, mina(), asked.times_instead[0])).await.unwrap();
}

#[tokio::test]
async fn of_a_draft_nobody_learns_why_not() {
    let city = City::opens().await;
    let publication = Publication { state: PublicationState::Draft, ..Publication::default() };
    let draft = city.adds(ResourceDefinition { publication, ..room("Draft") }).await;
    let asked = city.ask(check(draft, on_tuesday("10:00", "12:00"))).await.unwrap_err();
    assert_eq!(asked.kind, nanum_contracts::problem::ProblemKind::NotFound);
    assert!(city.ask(soonest(30)).await.unwrap().found.is_empty());
}

#[tokio::test]
async fn what_is_free_first_is_found_across_rooms_and_days_and_can_be_reserved() {
    let city = City::opens().await;
    let full = city.adds(room("Full")).await;
    let busy = city.adds(room("Busy")).await;
    for (resource, until) in [(full, "22:00"), (busy, "12:00")] {
        let all_of_it = BlockTime {
            resource,
            span: on_tuesday("09:00", until),
            units: None,
            reason: "painting".to_owned(),
            displace: false,
        };
        city.ask(all_of_it).await.unwrap();
    }
    let found = city.ask(soonest(120)).await.unwrap();
    assert_eq!(found.looked_until, jiff::civil::date(2026, 12, 1));
    let found: Vec<_> = found.found.iter().map(|first| (first.resource.id, first.span)).collect();
    assert_eq!(found, [(busy, on_tuesday("12:00", "14:00"))]);
    city.ask(wish(busy, mina(), found[0].1)).await.unwrap();

    let of_the_full = FindFirstFree { resource: Some(full), ..soonest(120) };
    let found = city.ask(of_the_full).await.unwrap();
    assert_eq!(found.looked_until, jiff::civil::date(2026, 12, 2), "on the next day");
    let at_nine = on_tuesday("09:00", "11:00").starts_at() + SignedDuration::from_hours(24);
    assert_eq!(found.found[0].span.starts_at(), at_nine);
    assert!(city.ask(soonest(300)).await.unwrap().found.is_empty(), "nobody may have it so long");
    assert!(city.ask(soonest(0)).await.is_err());
}

#[tokio::test]
async fn what_only_the_decision_asks_is_asked_too_and_allowances_are_taken_as_counted() {
    let city = City::opens().await;
    let quota = Some(Quota { reservations: 1, per: Period::Week });
    let room = city.adds(ResourceDefinition { quota, ..room("Club room") }).await;
    let wished = on_tuesday("10:00", "12:00");
    assert!(city.ask(check(room, wished)).await.unwrap().possible, "counted only when it is made");

    let lottery = Some(Lottery { days_before: 1, at: time("09:00"), losers_wait: false });
    let drawn = city.adds(ResourceDefinition { lottery, ..super::room("Drawn") }).await;
    let next_week = |from: &str, to: &str| {
        let days = SignedDuration::from_hours(24 * 7);
        let span = on_tuesday(from, to);
        TimeSpan::new(span.starts_at() + days, span.ends_at() + days).unwrap()
    };
    assert!(city.ask(check(drawn, next_week("10:00", "12:00"))).await.unwrap().possible);
    city.ask(wish(drawn, mina(), next_week("10:00", "12:00"))).await.unwrap();
    let asked = city.ask(check(drawn, next_week("11:00", "13:00"))).await.unwrap();
    assert!(!asked.possible, "one lot each: {asked:?}");
    let refused = city.ask(wish(drawn, mina(), next_week("11:00", "13:00"))).await.unwrap_err();
    assert_eq!(rules(&asked), [refused.rule.unwrap()]);
}

#[tokio::test]
async fn a_question_about_all_of_time_is_refused_by_its_length() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let at = |text: &str| text.parse().unwrap();
    let all = TimeSpan::new(at("1970-01-01T00:00:00Z"), at("9999-12-30T00:00:00Z")).unwrap();
    let refused = city.ask(check(room, all)).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotUnderstood);
    assert!(refused.detail.contains("at most 500 days, not 2932895"), "{}", refused.detail);
    let beyond = TimeSpan::new(at("9999-12-29T00:00:00Z"), at("9999-12-30T00:00:00Z")).unwrap();
    assert_eq!(city.ask(check(room, beyond)).await.unwrap_err().kind, ProblemKind::NotUnderstood);
    assert_eq!(city.ask(wish(room, mina(), all)).await.unwrap_err().kind, ProblemKind::NotUnderstood);
}

#[tokio::test]
async fn over_the_longest_span_each_rule_says_no_once_and_in_few_words() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let from = on_tuesday("10:00", "12:00").starts_at();
    let until = from + jiff::SignedDuration::from_hours(24 * i64::from(nanum_contracts::time::SPAN_DAYS_MAX));
    let asked = city.ask(check(room, TimeSpan::new(from, until).unwrap())).await.unwrap();
    let said = rules(&asked);
    let distinct: std::collections::BTreeSet<_> = said.iter().collect();
    assert_eq!((said.len(), said.contains(&"within-hours")), (distinct.len(), true), "{said:?}");
    let bytes = serde_json::to_string(&asked).unwrap().len();
    assert!(bytes < 16 * 1024, "{bytes}");
}
