//! Three real `nats-server` nodes in containers, each of which can be killed, paused and cut off from the others.
//!
//! Clients reach a node through one network, the other nodes through another. A node that is cut off from the others is
//! still there for its clients: the worst kind of it.

use std::process::Stdio;

use async_nats::{ServerAddr, jetstream};
use futures::future::join_all;
use testcontainers::{ContainerAsync, GenericImage, ImageExt};
use tokio::process::Command;

use super::{START_MAX, free_port, nats::request};
use crate::eventually;

pub const NODES: usize = 3;
const STREAM: &str = "NANUM_EVENTS";

/// Three nodes; nothing in them outlives the value.
#[derive(Debug)]
pub struct NatsCluster {
    nodes: Vec<Node>,
    /// Dropped after the nodes: a network in use cannot be removed.
    routes: Network,
}

#[derive(Debug)]
struct Node {
    name: String,
    container: ContainerAsync<GenericImage>,
    port: u16,
}

/// A network of Docker.
#[derive(Debug)]
struct Network(String);

impl NatsCluster {
    /// Starts three nodes and waits until they have chosen a leader.
    ///
    /// # Panics
    /// When Docker or the image cannot be had.
    pub async fn start() -> Self {
        let routes = Network::create().await;
        let nodes = join_all((1..=NODES).map(|number| Node::start(number, &routes))).await;
        let cluster = Self { nodes, routes };
        eventually("the cluster has a leader", START_MAX, async || {
            let client = cluster.client().await?;
            jetstream::new(client).query_account().await.map(|_| ()).map_err(|error| error.to_string())
        })
        .await;
        cluster
    }

    /// Where clients connect: every node, separated by commas.
    #[must_use]
    pub fn url(&self) -> String {
        let urls: Vec<_> = self.nodes.iter().map(|node| format!("nats://127.0.0.1:{}", node.port)).collect();
        urls.join(",")
    }

    async fn client(&self) -> Result<async_nats::Client, String> {
        let servers = self.url().split(',').map(str::parse).collect::<Result<Vec<ServerAddr>, _>>();
        async_nats::connect(servers.expect("addresses")).await.map_err(|error| error.to_string())
    }

    /// The node that leads the stream of events, counted from 0.
    ///
    /// # Panics
    /// When there is none for too long.
    pub async fn leader(&self) -> usize {
        eventually("the stream has a leader", START_MAX, async || {
            let client = self.client().await?;
            let stream =
                jetstream::new(client).get_stream(STREAM).await.map_err(|error| error.to_string())?;
            let leader = stream.cached_info().cluster.as_ref().and_then(|cluster| cluster.leader.clone());
            self.nodes
                .iter()
                .position(|node| Some(&node.name) == leader.as_ref())
                .ok_or_else(|| format!("{leader:?}"))
        })
        .await
    }

    /// SIGKILL.
    pub async fn kills(&self, node: usize) {
        docker(&["kill", self.nodes[node].container.id()]).await;
    }

    /// Starts a killed node again, with what it had on its disk.
    pub async fn starts(&self, node: usize) {
        docker(&["start", self.nodes[node].container.id()]).await;
    }

    /// Freezes a node's process: as with a disk that has stopped to answer, its connections stay open and silent.
    pub async fn pauses(&self, node: usize) {
        docker(&["pause", self.nodes[node].container.id()]).await;
    }

    pub async fn goes_on(&self, node: usize) {
        docker(&["unpause", self.nodes[node].container.id()]).await;
    }

    /// Takes the way between a node and the two others.
    pub async fn cuts_off(&self, node: usize) {
        docker(&["network", "disconnect", &self.routes.0, self.nodes[node].container.id()]).await;
    }

    pub async fn joins_again(&self, node: usize) {
        self.nodes[node].join(&self.routes).await;
    }
}

impl Node {
    async fn start(number: usize, routes: &Network) -> Self {
        let (name, port) = (format!("n{number}"), free_port());
        let peers: Vec<_> = (1..=NODES).map(|peer| format!("nats://n{peer}:6222")).collect();
        let container = request(
            port,
            &[
                "--name",
                &name,
                "--cluster_name",
                "nanum",
                "--cluster",
                "nats://0.0.0.0:6222",
                // Clients go by the ports on loopback, which the nodes do not know of.
                "--no_advertise",
                "--routes",
                &peers.join(","),
            ],
        );
        let container = super::nats::start(container.with_hostname(&name)).await;
        let node = Self { name, container, port };
        node.join(routes).await;
        node
    }

    async fn join(&self, routes: &Network) {
        docker(&["network", "connect", "--alias", &self.name, &routes.0, self.container.id()]).await;
    }
}

impl Network {
    async fn create() -> Self {
        let name = format!("nanum-test-{}", free_port());
        let run = std::env::var("NANUM_TEST_RUN").unwrap_or_default();
        docker(&["network", "create", "--label", &format!("org.nanum.test-run={run}"), &name]).await;
        Self(name)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        let removed = std::process::Command::new("docker").args(["network", "rm", &self.0]).output();
        match removed {
            Ok(removed) if removed.status.success() => {}
            // `./test` removes what is left by its label.
            other => eprintln!("the network {} stays: {other:?}", self.0),
        }
    }
}

async fn docker(arguments: &[&str]) {
    let done = Command::new("docker").args(arguments).stdin(Stdio::null()).output().await;
    let done = done.unwrap_or_else(|error| panic!("docker: {error}"));
    assert!(done.status.success(), "docker {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}
