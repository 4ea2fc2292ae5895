use futures::StreamExt;
use nanum_bus::{Interest, Marks};
use nanum_contracts::{
    Problem, TenantId,
    membership::{DefineSite, DefineTenant, GetSite, GetTenant, ListSites, ListTenants, TenantKind},
    problem::ProblemKind,
};

use crate::city::{City, center, definition, somebody, tenant};

fn kind_of<T: std::fmt::Debug>(outcome: Result<T, Problem>) -> ProblemKind {
    outcome.unwrap_err().kind
}

#[tokio::test]
async fn the_secretariat_admits_a_tenant_and_everybody_sees_it() {
    let city = City::begins().await;
    let paris = definition("paris", TenantKind::Associate);
    assert_eq!(city.admits(paris.clone()).await.unwrap(), paris);
    assert_eq!(city.asks_of_network(GetTenant { slug: tenant("paris") }).await.unwrap(), paris);
    let all = city.asks_of_network(ListTenants {}).await.unwrap();
    let slugs: Vec<_> = all.iter().map(|tenant| tenant.slug.as_str()).collect();
    assert_eq!(slugs, ["citynet", "paris", "seosan", "seoul"]);
    assert_eq!(
        kind_of(city.asks_of_network(GetTenant { slug: tenant("rome") }).await),
        ProblemKind::NotFound
    );
}

#[tokio::test]
async fn a_tenant_that_must_be_new_is_not_changed() {
    let city = City::begins().await;
    let command = DefineTenant { definition: definition("seosan", TenantKind::Associate), new_only: true };
    assert_eq!(kind_of(city.asks_of_network(command).await), ProblemKind::StateForbids);
    let present = city.asks_of_network(GetTenant { slug: tenant("seosan") }).await.unwrap();
    assert_eq!(present.kind, TenantKind::Member);
}

#[tokio::test]
async fn nobody_admits_tenants_from_within_a_tenant_or_admits_the_network() {
    let city = City::begins().await;
    let command = DefineTenant { definition: definition("rome", TenantKind::Member), new_only: true };
    assert_eq!(kind_of(city.asks("citynet", command).await), ProblemKind::NotUnderstood);
    let mut network = definition("rome", TenantKind::Member);
    network.slug = TenantId::network();
    assert_eq!(kind_of(city.admits(network).await), ProblemKind::RuleRefuses);
}

#[tokio::test]
async fn a_site_stands_in_its_tenants_zone_and_is_seen_by_no_other_tenant() {
    let city = City::begins().await;
    let site = city.opens_site("seosan").await;
    assert_eq!(site.zone.as_str(), "Asia/Seoul");
    assert_eq!(city.asks("seosan", GetSite { site: site.id }).await.unwrap(), site);
    assert_eq!(city.asks("seosan", ListSites {}).await.unwrap(), std::slice::from_ref(&site));
    assert_eq!(kind_of(city.asks("seoul", GetSite { site: site.id }).await), ProblemKind::NotFound);
    assert!(city.asks("seoul", ListSites {}).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_import_repeated_changes_nothing_and_one_that_differs_changes_the_site() {
    let city = City::begins().await;
    let first = city.opens_site("seosan").await;
    let again = DefineSite { site: Some(first.id), definition: center() };
    let answer = city.asks_again("seosan", "again", again).await.unwrap();
    assert_eq!((answer.position, answer.revision), (None, Some(0)));
    let mut moved = center();
    moved.address = "동헌로 47".to_owned();
    city.asks("seosan", DefineSite { site: Some(first.id), definition: moved.clone() }).await.unwrap();
    let sites = city.asks("seosan", ListSites {}).await.unwrap();
    assert_eq!(sites.iter().map(|site| &site.definition).collect::<Vec<_>>(), [&moved]);
}

#[tokio::test]
async fn who_was_never_admitted_opens_no_site_and_has_no_members() {
    let city = City::begins().await;
    let site = DefineSite { site: None, definition: center() };
    assert_eq!(kind_of(city.asks("rome", site).await), ProblemKind::NotFound);
    assert_eq!(kind_of(city.registers("rome", somebody("aulus", None)).await), ProblemKind::NotFound);
}

#[tokio::test]
async fn integrators_learn_of_tenants_sites_and_members_but_not_who_they_are() {
    let city = City::begins().await;
    let site = city.opens_site("seosan").await;
    let member = city.registers("seosan", somebody("planted", Some("PLANTED-1"))).await.unwrap();
    let mut moved = somebody("planted", Some("PLANTED-2"));
    moved.member = Some(member.id);
    city.registers("seosan", moved).await.unwrap();
    city.assigns("seosan", member.id, &[nanum_contracts::Role::Clerk(site.id)]).await.unwrap();
    let events = city.bus.follow(Interest::default(), Marks::new()).await.unwrap();
    let heard: Vec<_> = events.take(6).map(|delivered| delivered.event).collect().await;
    let told: Vec<_> = heard
        .iter()
        .map(|event| format!("{} {} {}", event.source, event.name_in("membership").unwrap(), event.subject))
        .collect();
    let of_network = |slug: &str| format!("/tenants/network/membership tenant.admitted.v1 tenant/{slug}");
    let expected = [
        of_network("seosan"),
        of_network("seoul"),
        of_network("citynet"),
        format!("/tenants/seosan/membership site.opened.v1 site/{}", site.id),
        format!("/tenants/seosan/membership member.registered.v1 member/{}", member.id),
        format!("/tenants/seosan/membership member.roles-assigned.v1 member/{}", member.id),
    ];
    assert_eq!(told, expected);
    let all = serde_json::to_string(&heard).unwrap();
    assert!(!all.to_lowercase().contains("planted"), "{all}");
    assert!(!all.contains("personal"), "{all}");
}
