use async_trait::async_trait;
use futures::{FutureExt, StreamExt};
use nanum_bus::{
    Bus, BusError, Interest, Marks, Outbox, conformance,
    nats::{NatsBus, NatsOptions},
};
use nanum_contracts::CloudEvent;
use std::{
    process::{Child, Command},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::sync::watch;

fn opts(port: u16) -> NatsOptions {
    NatsOptions {
        url: format!("nats://127.0.0.1:{port}"),
        name: "test".into(),
        replicas: 1,
        root_certificates: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_conforms() {
    log();
    let make =
        move || async move { Ok(Arc::new(NatsBus::connect(opts(4333)).await?) as Arc<dyn Bus>) }.boxed();
    let report = conformance::run(Arc::new(make)).await;
    assert_eq!(report.map(|report| report.passed.len()).map_err(|failure| failure.to_string()), Ok(24));
}

struct Log {
    service: String,
    events: Mutex<Vec<CloudEvent>>,
    head: watch::Sender<u64>,
}
impl Log {
    fn new(service: &str) -> Arc<Self> {
        Arc::new(Self { service: service.into(), events: Mutex::default(), head: watch::Sender::new(0) })
    }
    fn says(&self, n: usize) {
        let mut events = self.events.lock().unwrap();
        for _ in 0..n {
            let position = events.len() as u64 + 1;
            events.push(serde_json::from_value(serde_json::json!({
                "specversion": "1.0", "id": uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, format!("{}{position}", self.service).as_bytes()),
                "source": format!("/tenants/seosan/{}", self.service), "type": format!("org.nanum.{}.thing.happened.v1", self.service),
                "subject": "thing/1", "time": "2026-01-01T00:00:00Z", "datacontenttype": "application/json", "dataschema": "/x",
                "sequence": "1", "position": position, "correlationid": "c", "causationid": "d", "data": {"note": "x".repeat(300)}})).unwrap());
        }
        self.head.send_replace(events.len() as u64);
    }
}
#[async_trait]
impl Outbox for Log {
    fn service(&self) -> &str {
        &self.service
    }
    async fn read(&self, after: u64) -> Result<(Vec<CloudEvent>, u64), BusError> {
        let r: Vec<_> = self.events.lock().unwrap().iter().skip(after as usize).take(500).cloned().collect();
        let n = after + r.len() as u64;
        Ok((r, n))
    }
    fn head_watch(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }
}

fn server(port: u16, dir: &std::path::Path) -> Child {
    let conf = dir.join("nats.conf");
    std::fs::write(&conf, format!("port: {port}\nhost: 127.0.0.1\nmax_payload: 8MB\njetstream {{ store_dir: {:?}, sync_interval: always }}\n", dir.join("js"))).unwrap();
    Command::new("/tmp/natsbin/bin/nats-server")
        .arg("-c")
        .arg(conf)
        .arg("-l")
        .arg(dir.join("log"))
        .spawn()
        .unwrap()
}
async fn connect(port: u16) -> NatsBus {
    NatsBus::connect(opts(port)).await.unwrap()
}
fn log() {
    let _ = tracing_subscriber::fmt().with_env_filter("nanum_bus=info").with_test_writer().try_init();
}

#[tokio::test(flavor = "multi_thread")]
async fn rate() {
    log();
    let dir = tempfile::tempdir().unwrap();
    let mut s = server(4341, dir.path());
    let bus = connect(4341).await;
    let l = Log::new("booking");
    l.says(5000);
    let t = Instant::now();
    let mut f = bus.follow(Interest::default(), Marks::new()).await.unwrap();
    bus.attach(l.clone()).await.unwrap();
    for p in 1..=5000 {
        assert_eq!(f.next().await.unwrap().mark.position, p);
    }
    println!("relayed+followed {:.0}/s", 5000.0 / t.elapsed().as_secs_f64());
    let t = Instant::now();
    let mut f = bus.follow(Interest::default(), Marks::new()).await.unwrap();
    for p in 1..=5000 {
        assert_eq!(f.next().await.unwrap().mark.position, p);
    }
    println!("caught up {:.0}/s", 5000.0 / t.elapsed().as_secs_f64());
    s.kill().unwrap();
    s.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_and_restart() {
    log();
    let dir = tempfile::tempdir().unwrap();
    let mut s = server(4342, dir.path());
    let (a, b, c) = (connect(4342).await, connect(4342).await, connect(4342).await);
    let l = Log::new("booking");
    a.attach(l.clone()).await.unwrap();
    b.attach(l.clone()).await.unwrap();
    let mut f = c.follow(Interest::default(), Marks::new()).await.unwrap();
    let l2 = l.clone();
    let speak = tokio::spawn(async move {
        for _ in 0..600 {
            l2.says(5);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    let killer = async {
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(700)).await;
            s.kill().unwrap();
            s.wait().unwrap();
            println!("killed");
            assert!(
                c.ready().await.is_err() || {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    c.ready().await.is_err()
                }
            );
            let seosan = "seosan".parse().unwrap();
            println!("{:?}", c.request("x", &seosan, "y", "".into(), Duration::from_secs(3)).await);
            tokio::time::sleep(Duration::from_millis(300)).await;
            s = server(4342, dir.path());
        }
    };
    let reader = async {
        for p in 1..=3000 {
            let e = tokio::time::timeout(Duration::from_secs(40), f.next()).await.expect("in time").unwrap();
            assert_eq!(e.mark.position, p);
            if p % 500 == 0 {
                println!("{p}")
            }
        }
    };
    let t = Instant::now();
    tokio::join!(reader, killer);
    println!("all in {:?}", t.elapsed());
    speak.await.unwrap();
    s.kill().unwrap();
    s.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn stream_deleted_or_purged() {
    log();
    let dir = tempfile::tempdir().unwrap();
    let mut s = server(4343, dir.path());
    let (a, c) = (connect(4343).await, connect(4343).await);
    let raw = async_nats::jetstream::new(async_nats::connect("127.0.0.1:4343").await.unwrap());
    let l = Log::new("booking");
    a.attach(l.clone()).await.unwrap();
    let mut f = c.follow(Interest::default(), Marks::new()).await.unwrap();
    let mut due = 0;
    let mut marks = Marks::new();
    macro_rules! expect {
        ($n:expr) => {
            for _ in 0..$n {
                due += 1;
                let e =
                    tokio::time::timeout(Duration::from_secs(40), f.next()).await.expect("in time").unwrap();
                assert_eq!(e.mark.position, due);
                marks.insert(e.service.clone(), e.mark);
            }
        };
    }
    l.says(20);
    expect!(20);
    raw.delete_stream("NANUM_EVENTS").await.unwrap();
    println!("deleted");
    let t = Instant::now();
    l.says(20);
    expect!(20);
    println!("after deletion {:?}", t.elapsed());
    l.says(5);
    expect!(5);
    // deleted while nobody follows, filled beyond by another service: stale hints
    drop(f);
    raw.delete_stream("NANUM_EVENTS").await.unwrap();
    let other = Log::new("lending");
    other.says(100);
    a.attach(other.clone()).await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    l.says(5);
    let mut f =
        c.follow(Interest { tenant: None, services: vec!["booking".into()] }, marks.clone()).await.unwrap();
    macro_rules! expect2 {
        ($n:expr) => {
            for _ in 0..$n {
                due += 1;
                let e =
                    tokio::time::timeout(Duration::from_secs(150), f.next()).await.expect("in time").unwrap();
                assert_eq!(e.mark.position, due);
            }
        };
    }
    expect2!(5);
    let mut st = raw.get_stream("NANUM_EVENTS").await.unwrap();
    assert_eq!(st.info().await.unwrap().state.messages, 150);
    st.purge().await.unwrap();
    println!("purged");
    let t = Instant::now();
    l.says(5);
    expect2!(5);
    println!("after purge {:?}", t.elapsed());
    s.kill().unwrap();
    s.wait().unwrap();
}

fn cluster_server(n: u16, dir: &std::path::Path) -> Child {
    let conf = dir.join(format!("nats{n}.conf"));
    std::fs::write(&conf, format!("server_name: n{n}\nport: 435{n}\nhost: 127.0.0.1\nmax_payload: 8MB\njetstream {{ store_dir: {:?}, sync_interval: always }}\ncluster {{ name: c, listen: \"127.0.0.1:445{n}\", routes: [\"nats://127.0.0.1:4451\",\"nats://127.0.0.1:4452\",\"nats://127.0.0.1:4453\"] }}\n", dir.join(format!("js{n}")))).unwrap();
    Command::new("/tmp/natsbin/bin/nats-server")
        .arg("-c")
        .arg(conf)
        .arg("-l")
        .arg(dir.join(format!("log{n}")))
        .spawn()
        .unwrap()
}
#[tokio::test(flavor = "multi_thread")]
async fn cluster() {
    log();
    let dir = tempfile::tempdir().unwrap();
    let mut s: Vec<_> = (1..=3).map(|n| cluster_server(n, dir.path())).collect();
    let o = |n: &str| NatsOptions {
        url: "nats://127.0.0.1:4351,nats://127.0.0.1:4352,nats://127.0.0.1:4353".into(),
        name: n.into(),
        replicas: 3,
        root_certificates: None,
    };
    let t = Instant::now();
    let (a, b, c) = (
        NatsBus::connect(o("a")).await.unwrap(),
        NatsBus::connect(o("b")).await.unwrap(),
        NatsBus::connect(o("c")).await.unwrap(),
    );
    println!("connected {:?}", t.elapsed());
    if std::env::var_os("CONFORM").is_some() {
        let make =
            move || async move { Ok(Arc::new(NatsBus::connect(o("t")).await?) as Arc<dyn Bus>) }.boxed();
        let report = conformance::run(Arc::new(make)).await;
        println!("cluster {:?}", report.map(|r| r.passed.len()).map_err(|f| f.to_string()));
    }
    let l = Log::new("booking");
    a.attach(l.clone()).await.unwrap();
    b.attach(l.clone()).await.unwrap();
    let mut f = c.follow(Interest::default(), Marks::new()).await.unwrap();
    let l2 = l.clone();
    let speak = tokio::spawn(async move {
        for _ in 0..600 {
            l2.says(5);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    let raw = async_nats::jetstream::new(
        async_nats::connect(
            &["nats://127.0.0.1:4351", "nats://127.0.0.1:4352", "nats://127.0.0.1:4353"][..]
                .iter()
                .map(|s| s.parse::<async_nats::ServerAddr>().unwrap())
                .collect::<Vec<_>>(),
        )
        .await
        .unwrap(),
    );
    let killer = async {
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_millis(1500)).await;
            let leader = raw
                .get_stream("NANUM_EVENTS")
                .await
                .unwrap()
                .cached_info()
                .cluster
                .as_ref()
                .unwrap()
                .leader
                .clone()
                .unwrap();
            let i: usize = leader[1..].parse::<usize>().unwrap() - 1;
            println!("killing leader {leader}");
            s[i].kill().unwrap();
            s[i].wait().unwrap();
            tokio::time::sleep(Duration::from_millis(8000)).await;
            s[i] = cluster_server(i as u16 + 1, dir.path());
            tokio::time::sleep(Duration::from_millis(3000)).await;
        }
    };
    let reader = async {
        let mut gap = Instant::now();
        for p in 1..=3000 {
            let e = tokio::time::timeout(Duration::from_secs(60), f.next()).await.expect("in time").unwrap();
            assert_eq!(e.mark.position, p);
            if gap.elapsed() > Duration::from_secs(1) {
                println!("silence {:?} before {p}", gap.elapsed())
            }
            gap = Instant::now();
        }
        println!("all read");
    };
    tokio::join!(reader, killer);
    speak.await.unwrap();
    for mut s in s {
        s.kill().unwrap();
        s.wait().unwrap();
    }
}
