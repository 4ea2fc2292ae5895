//! Backup and restore, as an operator does them: copied while it runs, verified, and the same again.

use std::{collections::BTreeMap, path::Path, time::Duration};

use nanum_tests::{
    parts::{free_port, program::Program},
    platform::Platform,
};
use serde_json::Value;
use tempfile::TempDir;

const BOUND: Duration = Duration::from_secs(60);
/// `EX_SOFTWARE`: it was asked rightly and could not be done.
const EXIT_FAILED: i32 = 70;

async fn nanum(arguments: &[&str]) -> (Option<i32>, String) {
    let mut program = Program::spawn("nanum", arguments, &[]);
    let status = program.wait(BOUND).await;
    (status.code(), program.output())
}

async fn succeeds(arguments: &[&str]) -> String {
    let (code, output) = nanum(arguments).await;
    assert_eq!(code, Some(0), "{arguments:?}: {output}");
    output
}

/// The sum of every view's rows, by the view's name.
async fn checksums(admin: &str) -> BTreeMap<String, Value> {
    let get = async |path: String| {
        let answer = reqwest::get(format!("{admin}/{path}")).await.expect("an answer");
        let status = answer.status();
        let text = answer.text().await.expect("a text");
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str::<Value>(&text).expect("JSON")
    };
    let all = get("followers".to_owned()).await;
    let mut sums = BTreeMap::new();
    for follower in all["rows"].as_array().expect("followers") {
        let name = follower["follower"].as_str().expect("a name").to_owned();
        if name.contains("/view/") {
            let sum = get(format!("views/{name}/checksum")).await;
            sums.insert(name, sum["sha256"].clone());
        }
    }
    sums
}

/// What check-in codes are made by.
fn secret_of_codes(data: &str) -> Vec<u8> {
    let ring = rusqlite::Connection::open(Path::new(data).join("booking/codes.sqlite")).expect("a file");
    ring.query_row("SELECT secret FROM secret", [], |row| row.get(0)).expect("a secret")
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_restored_from_the_copy_of_a_running_one_has_equal_views() {
    let platform = Platform::all_in_one().await;
    let folder = TempDir::new().expect("a folder");
    let [copy, keys, data] = ["copy", "keys", "data"].map(|name| text(&folder.path().join(name)));
    let running = text(platform.data());
    succeeds(&["backup", "--data", &running, "--to", &copy, "--keys-to", &keys]).await;
    let before = checksums(&platform.admin_url()).await;
    assert!(before.len() >= 8 && before.values().all(Value::is_string), "{before:?}");

    succeeds(&["restore", "--data", &data, "--from", &copy, "--keys-from", &keys]).await;
    assert_eq!(
        secret_of_codes(&data),
        secret_of_codes(&running),
        "codes that are shown already are the same"
    );
    let verified = succeeds(&["verify", "log", "--data", &data]).await;
    assert_eq!(verified.lines().filter(|line| line.contains(" events of ")).count(), 5, "{verified}");

    let [gateway, admin] = [free_port(), free_port()].map(|port| format!("127.0.0.1:{port}"));
    let settings = [("NANUM__GATEWAY__LISTEN", gateway.as_str()), ("NANUM__ADMIN__LISTEN", admin.as_str())];
    let ready = format!("http://{admin}/readyz");
    let restored = Program::start("nanum", &["serve", "--data", &data], &settings, &ready).await;
    assert_eq!(checksums(&format!("http://{admin}")).await, before);
    assert!(restored.terminate(BOUND).await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_byte_is_named_and_nothing_is_restored() {
    let platform = Platform::all_in_one().await;
    let folder = TempDir::new().expect("a folder");
    let [copy, data] = ["copy", "data"].map(|name| text(&folder.path().join(name)));
    succeeds(&["backup", "--data", &text(platform.data()), "--to", &copy]).await;
    let log = Path::new(&copy).join("lending").join("log.sqlite");
    let mut bytes = std::fs::read(&log).expect("a log");
    let word = b"title.added.v1";
    let place = bytes.windows(word.len()).rposition(|found| found == word).expect("a title");
    bytes[place] ^= 1;
    std::fs::write(&log, bytes).expect("written");
    let (code, output) = nanum(&["restore", "--data", &data, "--from", &copy]).await;
    assert_eq!(code, Some(EXIT_FAILED), "{output}");
    assert!(output.contains("the log of lending: the log is damaged at position "), "{output}");
    assert!(!Path::new(&data).join("membership").exists(), "nothing was restored");
}

#[tokio::test]
async fn what_would_be_written_over_or_lie_open_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let [data, copy] = ["data", "copy"].map(|name| text(&folder.path().join(name)));
    let keys = format!("{copy}/keys");
    let refusals: [(&[&str], &str); 3] = [
        (&["backup", "--data", &data, "--to", &copy], "holds no log"),
        (&["backup", "--data", &data, "--to", &copy, "--keys-to", &keys], "must not lie within"),
        (&["restore", "--data", &data, "--from", &copy], "is no backup"),
    ];
    for (arguments, cause) in refusals {
        let (code, output) = nanum(arguments).await;
        assert_eq!(code, Some(EXIT_FAILED), "{output}");
        assert!(output.contains(cause), "{output}");
    }
}
