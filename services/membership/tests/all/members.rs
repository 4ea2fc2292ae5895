use nanum_contracts::{
    Problem, Role,
    ids::{Id, MemberId},
    membership::{Administrator, AppointAdministrator, FindMemberByCard, Member, RegisterMember},
    problem::ProblemKind,
};

use crate::city::{City, nowhere, somebody};

async fn carrier(city: &City, card: &str) -> Option<MemberId> {
    match city.asks("seosan", FindMemberByCard { card: card.to_owned() }).await {
        Ok(member) => Some(member.id),
        Err(problem) if problem.kind == ProblemKind::NotFound => None,
        Err(problem) => panic!("{problem}"),
    }
}

fn as_member(id: MemberId, person: RegisterMember) -> RegisterMember {
    RegisterMember { member: Some(id), ..person }
}

fn refused(outcome: Result<Member, Problem>) -> ProblemKind {
    outcome.unwrap_err().kind
}

#[tokio::test]
async fn a_person_registers_signs_in_and_is_found_by_card() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap();
    assert_eq!(minji.contact.name, "Name minji");
    assert_eq!(city.shows("seosan", minji.id).await.unwrap(), minji);
    let person = city.identifies("seosan", "minji").await.unwrap();
    assert_eq!((person.member, person.roles, person.language.as_str()), (minji.id, vec![], "fr"));
    assert_eq!(carrier(&city, "SSN-1").await, Some(minji.id));
    assert_eq!(city.identifies("seosan", "junho").await, None);
    assert_eq!(carrier(&city, "SSN-2").await, None);
}

#[tokio::test]
async fn another_tenant_knows_nothing_of_a_member_and_may_register_the_same_person() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap();
    assert_eq!(refused(city.shows("seoul", minji.id).await), ProblemKind::NotFound);
    assert_eq!(city.identifies("seoul", "minji").await, None);
    let there = city.registers("seoul", somebody("minji", Some("SSN-1"))).await.unwrap();
    assert_ne!(there.id, minji.id);
}

#[tokio::test]
async fn a_person_is_a_member_once() {
    let city = City::begins().await;
    city.registers("seosan", somebody("minji", None)).await.unwrap();
    let again = city.registers("seosan", somebody("minji", Some("SSN-9"))).await.unwrap_err();
    assert_eq!(
        (again.kind, again.detail.as_str()),
        (ProblemKind::StateForbids, "this person is a member already")
    );
    let as_another = as_member(MemberId::named("seosan", "other"), somebody("minji", None));
    assert_eq!(refused(city.registers("seosan", as_another).await), ProblemKind::StateForbids);
    assert_eq!(carrier(&city, "SSN-9").await, None);
    city.registers("seosan", somebody("junho", Some("SSN-9"))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_registrations_of_one_person_at_two_replicas_one_wins() {
    let city = City::begins().await;
    let replica = city.replica().await;
    let rivals = (0..12).map(|n| {
        let city = if n % 2 == 0 { &city } else { &replica };
        let card = format!("SSN-{n}");
        async move { city.registers("seosan", somebody("minji", Some(&card))).await }
    });
    let outcomes = futures::future::join_all(rivals).await;
    let winners: Vec<&Member> = outcomes.iter().flatten().collect();
    assert_eq!(winners.len(), 1, "{outcomes:?}");
    for outcome in &outcomes {
        assert!(outcome.as_ref().err().is_none_or(|p| p.kind == ProblemKind::StateForbids), "{outcome:?}");
    }
    assert_eq!(replica.identifies("seosan", "minji").await.unwrap().member, winners[0].id);
    for n in 0..12 {
        let card = format!("SSN-{n}");
        let carried = winners[0].card.as_ref() == Some(&card);
        assert_eq!(carrier(&city, &card).await, carried.then_some(winners[0].id));
        if !carried {
            // What the losers claimed on their way is free for others.
            city.registers("seosan", somebody(&format!("citizen{n}"), Some(&card))).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_persons_with_one_card_one_gets_it_and_the_others_can_register_without() {
    let city = City::begins().await;
    let rivals = (0..8).map(|n| city.registers("seosan", somebody(&format!("citizen{n}"), Some("SSN-1"))));
    let outcomes = futures::future::join_all(rivals.collect::<Vec<_>>()).await;
    let winners: Vec<&Member> = outcomes.iter().flatten().collect();
    assert_eq!(winners.len(), 1, "{outcomes:?}");
    assert_eq!(carrier(&city, "SSN-1").await, Some(winners[0].id));
    for (n, outcome) in outcomes.iter().enumerate() {
        if outcome.is_err() {
            assert_eq!(city.identifies("seosan", &format!("citizen{n}")).await, None);
            city.registers("seosan", somebody(&format!("citizen{n}"), None)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_card_of_another_is_refused_and_nothing_is_registered() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap();
    let outcome = city.registers("seosan", somebody("junho", Some("SSN-1"))).await.unwrap_err();
    assert_eq!(outcome.kind, ProblemKind::StateForbids);
    assert_eq!(outcome.detail, "this card belongs to another member");
    assert_eq!(city.identifies("seosan", "junho").await, None);
    assert_eq!(carrier(&city, "SSN-1").await, Some(minji.id));
    // Nothing was claimed either: staff may register him under an id of their own.
    let imported = as_member(MemberId::named("seosan", "junho"), somebody("junho", Some("SSN-2")));
    city.registers("seosan", imported).await.unwrap();
}

#[tokio::test]
async fn an_import_repeated_changes_nothing() {
    let city = City::begins().await;
    let import = || as_member(MemberId::named("seosan", "minji"), somebody("minji", Some("SSN-1")));
    let first = city.asks_again("seosan", "first", import()).await.unwrap();
    let second = city.asks_again("seosan", "second", import()).await.unwrap();
    assert_eq!(first.reply, second.reply);
    assert_eq!((first.revision, second.revision, second.position), (Some(0), Some(0), None));
}

#[tokio::test]
async fn a_member_moves_gets_another_card_and_the_old_one_is_free() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap();
    let mut moved = as_member(minji.id, somebody("minji", Some("SSN-2")));
    moved.contact.email = "new@seosan.example".to_owned();
    let changed = city.registers("seosan", moved.clone()).await.unwrap();
    assert_eq!((changed.id, changed.contact.email.as_str()), (minji.id, "new@seosan.example"));
    assert_eq!((carrier(&city, "SSN-1").await, carrier(&city, "SSN-2").await), (None, Some(minji.id)));
    city.registers("seosan", somebody("junho", Some("SSN-1"))).await.unwrap();
    let back = as_member(minji.id, somebody("minji", Some("SSN-1")));
    assert_eq!(refused(city.registers("seosan", back).await), ProblemKind::StateForbids);
    assert_eq!(carrier(&city, "SSN-2").await, Some(minji.id));
    let without = as_member(minji.id, somebody("minji", None));
    assert_eq!(city.registers("seosan", without).await.unwrap().card, None);
    assert_eq!(carrier(&city, "SSN-2").await, None);
}

#[tokio::test]
async fn a_member_may_sign_in_by_another_identity_from_now_on() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", None)).await.unwrap();
    city.registers("seosan", as_member(minji.id, somebody("minji-at-work", None))).await.unwrap();
    assert_eq!(city.identifies("seosan", "minji").await, None);
    assert_eq!(city.identifies("seosan", "minji-at-work").await.unwrap().member, minji.id);
    city.registers("seosan", somebody("minji", None)).await.unwrap();
}

#[tokio::test]
async fn a_crash_between_claim_and_registration_is_healed_by_a_retry() {
    let city = City::begins().await;
    let begun = MemberId::named("seosan", "begun");
    for (kind, text) in [("identity", "demo\nminji"), ("card", "SSN-1")] {
        city.crashes_after_claiming("seosan", kind, text, &format!("{begun}@0")).await;
    }
    assert_eq!(city.identifies("seosan", "minji").await, None);
    assert_eq!(carrier(&city, "SSN-1").await, None);
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap();
    assert_eq!((minji.id, carrier(&city, "SSN-1").await), (begun, Some(begun)));
}

#[tokio::test]
async fn a_crash_between_claim_and_change_of_a_card_is_healed_by_a_retry_or_by_any_other_change() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap();
    city.crashes_after_claiming("seosan", "card", "SSN-2", &format!("{}@1", minji.id)).await;
    city.crashes_after_claiming("seosan", "card", "SSN-3", &format!("{}@1", minji.id)).await;
    assert_eq!(carrier(&city, "SSN-2").await, None);
    let junho = somebody("junho", Some("SSN-3"));
    assert_eq!(refused(city.registers("seosan", junho.clone()).await), ProblemKind::StateForbids);
    city.registers("seosan", as_member(minji.id, somebody("minji", Some("SSN-2")))).await.unwrap();
    assert_eq!(carrier(&city, "SSN-2").await, Some(minji.id));
    city.registers("seosan", junho).await.unwrap();
}

#[tokio::test]
async fn a_crash_before_the_old_card_is_released_does_not_keep_it_from_others() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap();
    city.registers("seosan", as_member(minji.id, somebody("minji", Some("SSN-2")))).await.unwrap();
    // As if it had never been released.
    city.crashes_after_claiming("seosan", "card", "SSN-1", &format!("{}@0", minji.id)).await;
    assert_eq!(carrier(&city, "SSN-1").await, None);
    let junho = city.registers("seosan", somebody("junho", Some("SSN-1"))).await.unwrap();
    assert_eq!(carrier(&city, "SSN-1").await, Some(junho.id));
}

#[tokio::test]
async fn roles_are_set_as_a_whole_and_seen_at_the_next_sign_in() {
    let city = City::begins().await;
    let site = city.opens_site("seosan").await.id;
    let minji = city.registers("seosan", somebody("minji", None)).await.unwrap();
    let given = [Role::Clerk(site), Role::Administrator, Role::Clerk(site)];
    let member = city.assigns("seosan", minji.id, &given).await.unwrap();
    assert_eq!(member.roles, [Role::Administrator, Role::Clerk(site)]);
    assert_eq!(city.identifies("seosan", "minji").await.unwrap().roles, member.roles);
    city.assigns("seosan", minji.id, &[Role::Integrator]).await.unwrap();
    assert_eq!(city.identifies("seosan", "minji").await.unwrap().roles, [Role::Integrator]);
}

#[tokio::test]
async fn an_administrator_is_appointed_beside_other_roles_and_nothing_personal_is_told() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", None)).await.unwrap();
    city.assigns("seosan", minji.id, &[Role::Integrator]).await.unwrap();
    let answer = city.asks("seosan", AppointAdministrator { member: minji.id }).await.unwrap();
    assert_eq!(answer, Administrator { member: minji.id });
    let roles = city.identifies("seosan", "minji").await.unwrap().roles;
    assert_eq!(roles, [Role::Administrator, Role::Integrator]);
    let elsewhere = city.asks("seoul", AppointAdministrator { member: minji.id }).await;
    assert_eq!(elsewhere.unwrap_err().kind, ProblemKind::NotFound);
}

#[tokio::test]
async fn a_role_that_the_tenant_cannot_give_is_refused_and_explained() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", None)).await.unwrap();
    let of_seoul = city.opens_site("seoul").await.id;
    for site in [nowhere(), of_seoul] {
        let problem = city.assigns("seosan", minji.id, &[Role::Clerk(site)]).await.unwrap_err();
        assert_eq!((problem.status, problem.rule.as_deref()), (422, Some("site-exists")));
        assert_eq!(problem.actual, Some(site.to_string().into()));
    }
    let problem = city.assigns("seosan", minji.id, &[Role::Secretariat]).await.unwrap_err();
    assert_eq!((problem.status, problem.rule.as_deref()), (422, Some("secretariat-only")));
    let secretary = city.registers("citynet", somebody("secretary", None)).await.unwrap();
    city.assigns("citynet", secretary.id, &[Role::Secretariat]).await.unwrap();
    let stranger = city.assigns("seosan", MemberId::named("seosan", "stranger"), &[]).await;
    assert_eq!(refused(stranger), ProblemKind::NotFound);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_without_repeating_it() {
    let city = City::begins().await;
    let mut persons = Vec::new();
    for change in [
        (|p: &mut RegisterMember| p.contact.name = "planted\u{7}".to_owned()) as fn(&mut RegisterMember),
        |p| p.contact.name = "planted".repeat(30),
        |p| p.contact.email = "planted".to_owned(),
        |p| p.card = Some("planted card".to_owned()),
        |p| p.identity.subject = "planted\n".to_owned(),
        |p| p.identity.issuer = "Planted".to_owned(),
    ] {
        let mut person = somebody("minji", None);
        change(&mut person);
        persons.push(person);
    }
    for person in persons {
        let problem = city.registers("seosan", person).await.unwrap_err();
        assert_eq!(problem.status, 422);
        assert!(problem.rule.is_some() && problem.limit.is_some() && problem.actual.is_some());
        let text = serde_json::to_string(&problem).unwrap();
        assert!(!text.to_lowercase().contains("planted"), "{text}");
    }
    assert_eq!(city.identifies("seosan", "minji").await, None);
}
