//! The platform in both of its shapes: all in one process, or six programs over a real NATS.

use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use tempfile::TempDir;

use crate::parts::{free_port, mail::MailServer, nats::NatsServer, program::Program, small_disk::SmallDisk};

/// The five services, those first that others ask.
const SERVICES: [&str; 5] =
    ["nanum-membership", "nanum-booking", "nanum-lending", "nanum-notification", "nanum-reporting"];

/// How long the demonstration network may take to load. Generous: the machine may be compiling beside it.
const IMPORT_MAX: Duration = Duration::from_secs(180);

/// How the programs are run.
#[derive(Debug)]
enum Shape {
    AllInOne,
    SixPrograms { bus: BusAddress, admin_ports: Vec<u16> },
}

/// The NATS that six programs share.
#[derive(Debug)]
struct BusAddress {
    url: String,
    replicas: usize,
    /// The server, when it is the platform's own.
    _server: Option<Box<NatsServer>>,
}

/// How a program is started, and where it says that it is ready.
struct Launch {
    binary: &'static str,
    arguments: &'static [&'static str],
    settings: Vec<(String, String)>,
    ready: String,
}

/// A running platform with the demonstration network, a data folder and a mail server of its own.
#[derive(Debug)]
pub struct Platform {
    shape: Shape,
    data: TempDir,
    mail: MailServer,
    gateway_port: u16,
    admin_port: u16,
    /// Settings of this test's own, over those that every test has.
    own_settings: Vec<(String, String)>,
    programs: Vec<Program>,
    /// Further processes of programs that run already.
    replicas: Vec<Program>,
}

impl Platform {
    /// `nanum serve --demo`.
    pub async fn all_in_one() -> Self {
        Self::all_in_one_with(&[]).await
    }

    /// The same with settings of one's own, such as `("NANUM__MAIL__URL", "")` for mails as files.
    pub async fn all_in_one_with(settings: &[(&str, &str)]) -> Self {
        Self::start(Shape::AllInOne, new_folder(), settings).await
    }

    /// The same with its data on a disk of its own.
    pub async fn all_in_one_on(disk: &SmallDisk) -> Self {
        let data = TempDir::new_in(disk.path()).expect("a data folder");
        Self::start(Shape::AllInOne, data, &[]).await
    }

    /// Five services and the gateway, each a process, over NATS; the network loaded by `nanum import`.
    pub async fn six_programs() -> Self {
        let server = NatsServer::start().await;
        Self::six_programs_on(BusAddress { url: server.url(), replicas: 1, _server: Some(Box::new(server)) })
            .await
    }

    /// The same over servers of the caller's, which keep every event `replicas` times.
    pub async fn six_programs_over(url: &str, replicas: usize) -> Self {
        Self::six_programs_on(BusAddress { url: url.to_owned(), replicas, _server: None }).await
    }

    async fn six_programs_on(bus: BusAddress) -> Self {
        let admin_ports = SERVICES.iter().map(|_| free_port()).collect();
        let platform = Self::start(Shape::SixPrograms { bus, admin_ports }, new_folder(), &[]).await;
        platform.imports_the_demonstration().await;
        platform
    }

    /// Runs `nanum import` on the demonstration network, beside the running programs.
    ///
    /// # Panics
    /// When it does not succeed.
    pub async fn imports_the_demonstration(&self) {
        let settings = self.settings(free_port());
        let files = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/demo");
        let mut import = Program::spawn("nanum", &["import", files], &borrowed(&settings));
        let status = import.wait(IMPORT_MAX).await;
        assert!(status.success(), "nanum import left with {status}:\n{}", import.output());
    }

    async fn start(shape: Shape, data: TempDir, own_settings: &[(&str, &str)]) -> Self {
        let own_settings = own_settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut platform = Self {
            shape,
            data,
            mail: MailServer::start().await,
            gateway_port: free_port(),
            admin_port: free_port(),
            own_settings: own_settings.collect(),
            programs: Vec::new(),
            replicas: Vec::new(),
        };
        platform.run().await;
        platform
    }

    /// Where the portal and the API are.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.gateway_port)
    }

    /// The administrative port of the gateway's program.
    #[must_use]
    pub fn admin_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.admin_port)
    }

    #[must_use]
    pub fn mail(&self) -> &MailServer {
        &self.mail
    }

    /// The folder of logs and views.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Everything that the programs have written to standard output and error since they were last started.
    #[must_use]
    pub fn output(&self) -> String {
        self.programs.iter().map(Program::output).collect()
    }

    /// Where NATS listens, when there is one.
    #[must_use]
    pub fn nats_url(&self) -> Option<String> {
        match &self.shape {
            Shape::AllInOne => None,
            Shape::SixPrograms { bus, .. } => Some(bus.url.clone()),
        }
    }

    /// Kills every program at once as a power cut would, and starts them again on the same data.
    pub async fn is_killed_and_started_again(&mut self) {
        for program in std::mem::take(&mut self.programs) {
            program.kill().await;
        }
        self.run().await;
    }

    /// How many programs it is: 1 or 6.
    #[must_use]
    pub fn programs(&self) -> usize {
        self.programs.len()
    }

    /// Kills one program, counted from 0, and starts it again without waiting until it is ready.
    pub async fn one_is_killed_and_begins_again(&mut self, number: usize) {
        self.programs.remove(number).kill().await;
        let launch = self.launch(number);
        let program = Program::spawn(launch.binary, launch.arguments, &borrowed(&launch.settings));
        self.programs.insert(number, program);
    }

    /// Waits until one program, counted from 0, has ended; how it left, and what it had written.
    ///
    /// # Panics
    /// When it still runs after `bound`.
    pub async fn one_ends_by_itself(&mut self, number: usize, bound: Duration) -> (ExitStatus, String) {
        let status = self.programs[number].wait(bound).await;
        (status, self.programs.remove(number).output())
    }

    /// Waits until one program, counted from 0, says that it is ready.
    pub async fn one_is_ready(&mut self, number: usize) {
        let ready = self.launch(number).ready;
        self.programs[number].is_ready(&ready).await;
    }

    /// Starts a second process of Booking on the same data, beside the first.
    ///
    /// # Panics
    /// When it is not ready in time.
    pub async fn has_a_second_booking(&mut self) {
        let port = free_port();
        let ready = format!("http://127.0.0.1:{port}/readyz");
        let settings = self.settings(port);
        self.replicas.push(Program::start("nanum-booking", &[], &borrowed(&settings), &ready).await);
    }

    /// Asks every program to stop.
    ///
    /// # Panics
    /// When one does not leave in time or with success.
    pub async fn stops(&mut self) {
        let programs = std::mem::take(&mut self.programs);
        for program in std::mem::take(&mut self.replicas).into_iter().chain(programs) {
            let status = program.terminate(Duration::from_secs(30)).await;
            assert!(status.success(), "a program left with {status}");
        }
    }

    /// Starts what does not run yet, the services first.
    pub async fn run(&mut self) {
        let programs = match &self.shape {
            Shape::AllInOne => 1,
            Shape::SixPrograms { .. } => SERVICES.len() + 1,
        };
        for number in self.programs.len()..programs {
            let launch = self.launch(number);
            let settings = borrowed(&launch.settings);
            let program = Program::start(launch.binary, launch.arguments, &settings, &launch.ready).await;
            self.programs.push(program);
        }
    }

    fn launch(&self, number: usize) -> Launch {
        let mut settings = self.settings(self.admin_port);
        let ready = format!("{}/readyz", self.admin_url());
        match &self.shape {
            Shape::AllInOne => Launch { binary: "nanum", arguments: &["serve", "--demo"], settings, ready },
            Shape::SixPrograms { admin_ports, .. } => match SERVICES.get(number).zip(admin_ports.get(number))
            {
                Some((service, port)) => Launch {
                    binary: service,
                    arguments: &[],
                    settings: self.settings(*port),
                    ready: format!("http://127.0.0.1:{port}/readyz"),
                },
                None => {
                    let key = self.data.path().join("demo-issuer.key");
                    settings.push(("NANUM__GATEWAY__DEMO".to_owned(), "true".to_owned()));
                    settings.push(("NANUM__GATEWAY__DEMO_KEY_FILE".to_owned(), key.display().to_string()));
                    Launch { binary: "nanum-gateway", arguments: &[], settings, ready }
                }
            },
        }
    }

    fn settings(&self, admin_port: u16) -> Vec<(String, String)> {
        let mut settings = vec![
            ("NANUM__DATA__FOLDER", self.data.path().display().to_string()),
            ("NANUM__GATEWAY__LISTEN", format!("127.0.0.1:{}", self.gateway_port)),
            ("NANUM__GATEWAY__PUBLIC_URL", self.url()),
            ("NANUM__ADMIN__LISTEN", format!("127.0.0.1:{admin_port}")),
            ("NANUM__MAIL__URL", self.mail.url()),
        ];
        if let Shape::SixPrograms { bus, .. } = &self.shape {
            settings.push(("NANUM__BUS__ENGINE", "nats".to_owned()));
            settings.push(("NANUM__BUS__URL", bus.url.clone()));
            settings.push(("NANUM__BUS__REPLICAS", bus.replicas.to_string()));
        }
        let settings = settings.into_iter().map(|(name, value)| (name.to_owned(), value));
        settings.chain(self.own_settings.clone()).collect()
    }
}

fn new_folder() -> TempDir {
    TempDir::new().expect("a data folder")
}

fn borrowed(settings: &[(String, String)]) -> Vec<(&str, &str)> {
    settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
