//! Faults of a cluster of three `nats-server` nodes, under load: nothing is lost, nothing comes twice, all is in order,
//! and in a stated time everybody is heard and answered again, while the fault lasts and after it.

use std::time::Duration;

use nanum_tests::{
    parts::nats_cluster::{NODES, NatsCluster},
    talk::Talk,
};

/// In how long everybody is heard and answered again after one node of three is lost, or all came back.
const RECOVERED_WITHIN: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn the_leader_is_killed() {
    let (cluster, talk) = talk_over_three_nodes().await;
    let leader = cluster.leader().await;
    cluster.kills(leader).await;
    recovers(&talk, "without its leader").await;
    cluster.starts(leader).await;
    recovers(&talk, "with the old leader back").await;
    ends(talk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_is_cut_off() {
    let (cluster, talk) = talk_over_three_nodes().await;
    let leader = cluster.leader().await;
    cluster.cuts_off(leader).await;
    recovers(&talk, "with the leader cut off").await;
    cluster.joins_again(leader).await;
    recovers(&talk, "with the node back").await;
    ends(talk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_nodes_are_killed_and_started_again() {
    let (cluster, talk) = talk_over_three_nodes().await;
    for node in 0..NODES {
        cluster.kills(node).await;
    }
    for node in 0..NODES {
        cluster.starts(node).await;
    }
    recovers(&talk, "after all were killed").await;
    ends(talk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_stops_to_answer_as_with_a_disk_that_hangs() {
    let (cluster, talk) = talk_over_three_nodes().await;
    let leader = cluster.leader().await;
    cluster.pauses(leader).await;
    recovers(&talk, "with the leader paused").await;
    cluster.goes_on(leader).await;
    recovers(&talk, "with the node back").await;
    ends(talk).await;
}

async fn talk_over_three_nodes() -> (NatsCluster, Talk) {
    let cluster = NatsCluster::start().await;
    let talk = Talk::begins(&cluster.url(), NODES).await;
    talk.is_heard_and_answered_again("the talk begins", RECOVERED_WITHIN).await;
    (cluster, talk)
}

async fn recovers(talk: &Talk, when: &str) {
    let took = talk.is_heard_and_answered_again(when, RECOVERED_WITHIN).await;
    eprintln!("{when}: everybody is heard and answered after {took:.1?}");
}

async fn ends(talk: Talk) {
    eprintln!("{}", talk.ends(RECOVERED_WITHIN).await);
}
