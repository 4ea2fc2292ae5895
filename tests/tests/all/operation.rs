//! What operators hold on to: exit statuses, the administrative port, stopping, importing.

use std::time::Duration;

use nanum_tests::{parts::program::Program, people::Person, platform::Platform};
use serde_json::Value;
use tempfile::TempDir;

const BOUND: Duration = Duration::from_secs(30);
/// `EX_USAGE`: the command line or the configuration is wrong.
const EXIT_USAGE: i32 = 64;

async fn ends(arguments: &[&str], environment: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut program = Program::spawn("nanum", arguments, environment);
    let status = program.wait(BOUND).await;
    (status.code(), program.output())
}

#[tokio::test]
async fn a_wrong_command_line_exits_64() {
    let (code, output) = ends(&["serve", "--colour", "red"], &[]).await;
    assert_eq!(code, Some(EXIT_USAGE), "{output}");
    assert!(output.contains("--colour"), "{output}");
}

#[tokio::test]
async fn a_wrong_configuration_names_every_fault_and_exits_64() {
    let faults = [
        ("NANUM__BUS__COLOUR", "red"),
        ("NANUM__ADMIN__STOP_WITHIN_SECONDS", "soon"),
        ("NANUM__GATEWAY__DEMO", "maybe"),
    ];
    let (code, output) = ends(&["serve"], &faults).await;
    assert_eq!(code, Some(EXIT_USAGE), "{output}");
    for fault in ["bus.colour", "admin.stop_within_seconds", "gateway.demo"] {
        assert!(output.contains(fault), "{fault} is not in: {output}");
    }
}

#[tokio::test]
async fn the_configuration_reference_is_printed_and_can_be_read_back() {
    let (code, output) = ends(&["config"], &[]).await;
    assert_eq!(code, Some(0));
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("nanum.toml");
    std::fs::write(&file, output).expect("a file");
    let (code, output) =
        ends(&["import", "--config", &file.display().to_string(), "/nowhere.toml"], &[]).await;
    assert_eq!(code, Some(EXIT_USAGE));
    assert!(output.contains("/nowhere.toml:1:"), "{output}");
}

#[tokio::test]
async fn a_faulty_import_names_file_and_line_and_imports_nothing() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("city.toml");
    let text = "[tenant]\nslug = \"Bad Slug\"\n\n[[sites]]\nkey = 7\n";
    std::fs::write(&file, text).expect("a file");
    let data = folder.path().join("data").display().to_string();
    let (code, output) = ends(&["import", &file.display().to_string(), "--data", &data], &[]).await;
    assert_eq!(code, Some(EXIT_USAGE), "{output}");
    assert!(output.contains("city.toml:2:") && output.contains("city.toml:5:"), "{output}");
    assert!(!folder.path().join("data").exists(), "nothing was touched");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_is_loaded_once_and_a_second_start_finds_its_data() {
    let mut platform = Platform::all_in_one().await;
    let somebody = Person::passing_by(&platform.url(), "seosan");
    let tenants = |reply: Value| reply.as_array().or_else(|| reply["rows"].as_array()).map_or(0, Vec::len);
    let first = tenants(somebody.reads("/v1/tenants").await.done().body);
    assert!(first >= 12, "{first} tenants");
    platform.stops().await;
    let head = log_head(&platform);
    platform.is_killed_and_started_again().await;
    assert_eq!(tenants(somebody.reads("/v1/tenants").await.done().body), first);
    assert_eq!(log_head(&platform), head, "the second start has written nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_import_changes_nothing() {
    let platform = Platform::six_programs().await;
    let head = log_head(&platform);
    platform.imports_the_demonstration().await;
    assert_eq!(log_head(&platform), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrative_port_tells_how_it_is() {
    let platform = Platform::all_in_one().await;
    Person::passing_by(&platform.url(), "seosan").reads("resources").await.done();
    let get = async |path: &str| {
        let answer = reqwest::get(format!("{}{path}", platform.admin_url())).await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    };
    assert_eq!(get("/livez").await.0, 200);
    assert_eq!(get("/readyz").await.0, 200);
    let (status, version) = get("/version").await;
    assert!(status == 200 && version.contains("nanum"), "{version}");
    let (status, metrics) = get("/metrics").await;
    assert!(status == 200 && metrics.contains("nanum_operation_seconds_count"), "{metrics}");
    assert!(metrics.contains(r#"operation="list-resources""#), "{metrics}");
}

/// Events in each service's log.
fn log_head(platform: &Platform) -> Vec<(String, i64)> {
    ["membership", "booking", "lending"]
        .into_iter()
        .map(|service| {
            let file = platform.data().join(service).join("log.sqlite");
            let log = rusqlite::Connection::open(file).expect("a log");
            let head = log.query_row("SELECT coalesce(max(position), 0) FROM event", [], |row| row.get(0));
            (service.to_owned(), head.expect("a head"))
        })
        .collect()
}
