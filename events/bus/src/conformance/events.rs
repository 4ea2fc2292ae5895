//! Cases about events.

use std::sync::Arc;

use nanum_contracts::CloudEvent;

use super::{
    Case, Verdict, cases,
    desk::{Desk, Follower, Log, interest_in, positions},
    ensure, ensure_eq,
};
use crate::{Bus, Delivered, Interest, Mark, Marks, Outbox};

pub(super) const CASES: &[Case] = cases![
    stored_events_arrive_in_order_and_then_new_ones,
    an_event_arrives_as_it_was,
    a_great_event_arrives,
    a_follower_goes_on_from_its_marks,
    a_mark_without_the_engines_place_is_enough,
    a_mark_with_a_wrong_place_loses_nothing,
    only_events_of_interest_arrive,
    a_follower_of_all_services_gets_them_all,
    an_outbox_attached_later_is_followed,
    a_slow_follower_does_not_hold_up_another,
    two_replicas_of_a_log_say_each_event_once,
    a_log_that_comes_back_goes_on_where_it_was,
    an_outbox_that_fails_is_read_again,
    closing_ends_the_streams,
];

async fn attach(bus: &Arc<dyn Bus>, log: &Arc<Log>) -> Verdict {
    bus.attach(Arc::clone(log) as Arc<dyn Outbox>).await.map_err(|error| error.to_string())
}

/// Positions of the first so many events of a log.
fn first(count: u64) -> Vec<u64> {
    (1..=count).map(|number| 2 * number).collect()
}

async fn stored_events_arrive_in_order_and_then_new_ones(desk: Desk) -> Verdict {
    let (bus, other) = (desk.join().await?, desk.join().await?);
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let log = Log::new(&service);
    log.says(&tenant, 20);
    attach(&bus, &log).await?;
    let mut follower = Follower::of_service(&other, &service, Marks::new()).await?;
    ensure_eq!(positions(&follower.receives(20).await?), first(20));
    log.says(&tenant, 10);
    let live = follower.receives(10).await?;
    ensure_eq!(positions(&live), first(30)[20..].to_vec());
    ensure!(live.iter().all(|delivered| delivered.service == service && delivered.tenant == tenant));
    follower.receives_nothing().await
}

async fn an_event_arrives_as_it_was(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let log = Log::new(&service);
    log.says(&tenant, 2);
    attach(&bus, &log).await?;
    let mut follower = Follower::of_service(&bus, &service, Marks::new()).await?;
    for (received, said) in follower.receives(2).await?.iter().zip(log.said()) {
        ensure_eq!(json(&received.event)?, json(&said)?);
    }
    Ok(())
}

fn json(event: &CloudEvent) -> Result<String, String> {
    serde_json::to_string(event).map_err(|error| error.to_string())
}

async fn a_great_event_arrives(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let log = Log::new(&service);
    let data = format!("\"{}\"", "x".repeat(1024 * 1024 - 2));
    log.says_data(&tenant, &data);
    attach(&bus, &log).await?;
    let received = Follower::of_service(&bus, &service, Marks::new()).await?.receives(1).await?;
    ensure!(received.iter().all(|delivered| delivered.event.data.get() == data));
    Ok(())
}

async fn a_follower_goes_on_from_its_marks(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let log = Log::new(&service);
    log.says(&tenant, 12);
    attach(&bus, &log).await?;
    let (mut marks, mut seen) = (Marks::new(), Vec::new());
    for _ in 0..4 {
        let mut follower = Follower::of_service(&bus, &service, marks).await?;
        seen.extend(positions(&follower.receives(5).await?));
        marks = follower.marks.clone();
        log.says(&tenant, 3);
    }
    ensure_eq!(seen, first(20));
    Ok(())
}

async fn a_mark_without_the_engines_place_is_enough(desk: Desk) -> Verdict {
    from_mark(desk, |_| 0).await
}

async fn a_mark_with_a_wrong_place_loses_nothing(desk: Desk) -> Verdict {
    from_mark(desk.clone(), |place| place + 1_000_000_000).await?;
    from_mark(desk.clone(), |place| place + 2).await?;
    from_mark(desk, |place| place.saturating_sub(2)).await
}

/// Follows from the fifth event of ten, with the engine's place changed.
async fn from_mark(desk: Desk, change: fn(u64) -> u64) -> Verdict {
    let bus = desk.join().await?;
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let log = Log::new(&service);
    log.says(&tenant, 10);
    attach(&bus, &log).await?;
    let all = Follower::of_service(&bus, &service, Marks::new()).await?.receives(10).await?;
    let Mark { position, sequence } = all.get(4).map(|delivered| delivered.mark).unwrap_or_default();
    let marks = Marks::from([(service.clone(), Mark { position, sequence: change(sequence) })]);
    let mut follower = Follower::of_service(&bus, &service, marks).await?;
    ensure_eq!(positions(&follower.receives(5).await?), first(10)[5..].to_vec());
    follower.receives_nothing().await
}

async fn only_events_of_interest_arrive(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let (seosan, rehlingen) = (desk.tenant()?, desk.tenant()?);
    let logs: Vec<_> = (0..3).map(|_| Log::new(&desk.service())).collect();
    for log in &logs {
        log.says(&seosan, 1);
        log.says(&rehlingen, 1);
        log.says(&seosan, 1);
        attach(&bus, log).await?;
    }
    let services = [logs[0].service(), logs[1].service()];
    let of_tenant = Interest { tenant: Some(rehlingen.clone()), ..interest_in(&services) };
    let mut follower = Follower::of(&bus, of_tenant, Marks::new()).await?;
    let received = follower.receives(2).await?;
    ensure!(received.iter().all(|delivered| delivered.tenant == rehlingen));
    ensure_eq!(services_of(&received), sorted(&services));
    follower.receives_nothing().await?;

    let mut follower = Follower::of(&bus, interest_in(&services), Marks::new()).await?;
    let received = follower.receives(6).await?;
    ensure_eq!(services_of(&received), sorted(&services));
    follower.receives_nothing().await
}

fn services_of(received: &[Delivered]) -> Vec<String> {
    let mut services: Vec<_> = received.iter().map(|delivered| delivered.service.clone()).collect();
    services.sort();
    services.dedup();
    services
}

fn sorted(services: &[&str]) -> Vec<String> {
    let mut services: Vec<_> = services.iter().map(|service| (*service).to_owned()).collect();
    services.sort();
    services
}

async fn a_follower_of_all_services_gets_them_all(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let tenant = desk.tenant()?;
    let interest = Interest { tenant: Some(tenant.clone()), services: Vec::new() };
    let (early, late) = (Log::new(&desk.service()), Log::new(&desk.service()));
    early.says(&tenant, 3);
    attach(&bus, &early).await?;
    let mut follower = Follower::of(&bus, interest.clone(), Marks::new()).await?;
    follower.receives(3).await?;
    let marks = follower.marks.clone();
    drop(follower);

    // While nobody follows, a service speaks for the first time: it has no mark.
    late.says(&tenant, 3);
    attach(&bus, &late).await?;
    let mut other = Follower::of(&bus, interest.clone(), Marks::new()).await?;
    other.receives(6).await?;
    early.says(&tenant, 2);
    let mut follower = Follower::of(&bus, interest, marks).await?;
    let received = follower.receives(5).await?;
    let of = |log: &Log| -> Vec<_> {
        received
            .iter()
            .filter(|event| event.service == log.service())
            .map(|event| event.mark.position)
            .collect()
    };
    ensure_eq!(of(&early), first(5)[3..].to_vec());
    ensure_eq!(of(&late), first(3));
    follower.receives_nothing().await
}

async fn an_outbox_attached_later_is_followed(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let mut follower = Follower::of_service(&bus, &service, Marks::new()).await?;
    follower.receives_nothing().await?;
    let log = Log::new(&service);
    log.says(&tenant, 3);
    attach(&desk.join().await?, &log).await?;
    ensure_eq!(positions(&follower.receives(3).await?), first(3));
    Ok(())
}

async fn a_slow_follower_does_not_hold_up_another(desk: Desk) -> Verdict {
    const EVENTS: u64 = 1_000;
    let bus = desk.join().await?;
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let log = Log::new(&service);
    log.says(&tenant, EVENTS as usize);
    attach(&bus, &log).await?;
    let mut slow = Follower::of_service(&bus, &service, Marks::new()).await?;
    slow.receives(1).await?;
    let mut quick = Follower::of_service(&bus, &service, Marks::new()).await?;
    ensure_eq!(positions(&quick.receives(EVENTS as usize).await?), first(EVENTS));
    ensure_eq!(positions(&slow.receives(EVENTS as usize - 1).await?), first(EVENTS)[1..].to_vec());
    Ok(())
}

async fn two_replicas_of_a_log_say_each_event_once(desk: Desk) -> Verdict {
    let (here, there) = (desk.join().await?, desk.join().await?);
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let log = Log::new(&service);
    attach(&here, &log).await?;
    attach(&there, &log).await?;
    let mut follower = Follower::of_service(&here, &service, Marks::new()).await?;
    for _ in 0..100 {
        log.says(&tenant, 3);
        tokio::task::yield_now().await;
    }
    ensure_eq!(positions(&follower.receives(300).await?), first(300));
    follower.receives_nothing().await
}

async fn a_log_that_comes_back_goes_on_where_it_was(desk: Desk) -> Verdict {
    let (before, after, other) = (desk.join().await?, desk.join().await?, desk.join().await?);
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let log = Log::new(&service);
    attach(&before, &log).await?;
    let mut follower = Follower::of_service(&other, &service, Marks::new()).await?;
    log.says(&tenant, 5);
    ensure_eq!(positions(&follower.receives(5).await?), first(5));
    before.close(super::desk::PATIENCE).await;
    log.says(&tenant, 5);
    attach(&after, &log).await?;
    ensure_eq!(positions(&follower.receives(5).await?), first(10)[5..].to_vec());
    follower.receives_nothing().await
}

async fn an_outbox_that_fails_is_read_again(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let log = Log::new(&service);
    log.fails_reads(3);
    attach(&bus, &log).await?;
    let mut follower = Follower::of_service(&bus, &service, Marks::new()).await?;
    log.says(&tenant, 4);
    ensure_eq!(positions(&follower.receives(4).await?), first(4));
    Ok(())
}

async fn closing_ends_the_streams(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let mut follower = Follower::of_service(&bus, &desk.service(), Marks::new()).await?;
    bus.close(super::desk::PATIENCE).await;
    follower.ends().await?;
    ensure!(bus.ready().await.is_err());
    ensure!(bus.follow(Interest::default(), Marks::new()).await.is_err());
    Ok(())
}
