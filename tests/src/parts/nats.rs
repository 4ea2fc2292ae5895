//! A real `nats-server` with JetStream, in a container.

use std::collections::HashMap;
use std::path::Path;

use testcontainers::bollard::models::PortBinding;
use testcontainers::core::{ContainerPort, WaitFor};
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, ContainerRequest, GenericImage, ImageExt};

use super::{START_MAX, free_port, required};

/// What the servers of a city run with.
const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/nats/nats.conf");
const CLIENTS: ContainerPort = ContainerPort::Tcp(4222);

/// A message bus of its own for one test; nothing in it outlives the value.
#[derive(Debug)]
pub struct NatsServer {
    _container: ContainerAsync<GenericImage>,
    port: u16,
}

impl NatsServer {
    /// Starts the image named by `NANUM_TEST_NATS_IMAGE` and waits until it serves.
    ///
    /// # Panics
    /// When Docker or the image cannot be had.
    pub async fn start() -> Self {
        let port = free_port();
        Self { _container: start(request(port, &[])).await, port }
    }

    /// Where clients connect, `nats://127.0.0.1:PORT.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }
}

/// A server with the city's configuration, which serves clients on `port` of loopback.
pub(super) fn request(port: u16, arguments: &[&str]) -> ContainerRequest<GenericImage> {
    let image = required("NANUM_TEST_NATS_IMAGE");
    let (name, tag) = image.rsplit_once(':').expect("NANUM_TEST_NATS_IMAGE is name:tag");
    GenericImage::new(name, tag)
        .with_exposed_port(CLIENTS)
        .with_wait_for(WaitFor::message_on_stderr("Server is ready"))
        .with_copy_to("/nats.conf", Path::new(CONFIG))
        .with_cmd(["--config", "/nats.conf"].iter().chain(arguments).copied())
        .with_startup_timeout(START_MAX)
        // `./test` removes by this label what a killed test could not.
        .with_label("org.nanum.test-run", std::env::var("NANUM_TEST_RUN").unwrap_or_default())
        // Testcontainers would publish on every interface of the machine.
        .with_host_config_modifier(move |host| {
            host.publish_all_ports = Some(false);
            host.port_bindings = Some(HashMap::from([(
                CLIENTS.to_string(),
                Some(vec![PortBinding {
                    host_ip: Some("127.0.0.1".to_owned()),
                    host_port: Some(port.to_string()),
                }]),
            )]));
        })
}

/// Starts it and waits until it serves.
pub(super) async fn start(server: ContainerRequest<GenericImage>) -> ContainerAsync<GenericImage> {
    server.start().await.unwrap_or_else(|error| panic!("nats-server in a container: {error}"))
}
