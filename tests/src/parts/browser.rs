//! A real Chromium without a window, driven through its WebDriver, and the accessibility check in it.

use std::ops::Deref;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::{START_MAX, required};

/// What WCAG 2.2 asks at level AA, in axe's tags: each version's tag covers only what that version added.
const WCAG_22_AA: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// How long a killed browser may take to be gone.
const STOP_MAX: Duration = Duration::from_secs(5);

/// How a browser is set up; `BrowserSettings::default()` is a desktop with JavaScript, in English.
#[derive(Debug, Clone)]
pub struct BrowserSettings {
    /// Off proves that a page works without it. axe needs it on.
    pub javascript: bool,
    /// The page's own view, as small as a phone's if wanted.
    pub width_pixels: u32,
    pub height_pixels: u32,
    /// Sent as `Accept-Language`, for example `ko` or `fr,nl`.
    pub languages: String,
}

impl Default for BrowserSettings {
    fn default() -> Self {
        Self { javascript: true, width_pixels: 1280, height_pixels: 900, languages: "en".to_owned() }
    }
}

/// A fresh browser: no history, no cookies, no way to any host but this one. It is used as the WebDriver
/// [`Client`] that it dereferences to.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    driver: Child,
    profile: TempDir,
}

impl Browser {
    /// Starts a browser with JavaScript.
    ///
    /// # Panics
    /// When Chromium or its driver cannot be had.
    pub async fn start() -> Self {
        Self::start_with(BrowserSettings::default()).await
    }

    /// Starts a browser in which no page's script runs.
    ///
    /// # Panics
    /// When Chromium or its driver cannot be had.
    pub async fn start_without_javascript() -> Self {
        Self::start_with(BrowserSettings { javascript: false, ..BrowserSettings::default() }).await
    }

    /// Starts a browser as described.
    ///
    /// # Panics
    /// When Chromium or its driver cannot be had.
    pub async fn start_with(settings: BrowserSettings) -> Self {
        let profile = TempDir::new().expect("a folder for the browser's profile");
        let (driver, url) =
            timeout(START_MAX, start_driver(profile.path())).await.expect("chromedriver starts");
        let capabilities = capabilities(&settings, profile.path());
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().expect("an object").clone())
            .connect(&url)
            .await
            .unwrap_or_else(|error| panic!("chromium: {error}"));
        Self { client, driver, profile }
    }

    /// What axe finds against WCAG 2.2 AA in the page now shown; each as text for a person. Empty is good.
    ///
    /// # Panics
    /// When the check itself fails, for example without JavaScript.
    pub async fn axe_violations(&self) -> Vec<String> {
        let path = required("NANUM_TEST_AXE");
        let axe = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("axe at {path}: {error}"));
        self.client.execute(&axe, Vec::new()).await.expect("axe loads in the page");
        let found = self
            .client
            .execute_async(
                "const [tags, done] = arguments;
                 axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
                    .then(found => done({ violations: found.violations }), fault => done({ fault: String(fault) }));",
                vec![json!(WCAG_22_AA)],
            )
            .await
            .expect("axe runs in the page");
        let violations = found["violations"].as_array().unwrap_or_else(|| panic!("axe: {}", found["fault"]));
        violations.iter().map(readable).collect()
    }

    /// Saves what the window shows as a PNG.
    ///
    /// # Panics
    /// When there is no picture, or the file cannot be written.
    pub async fn save_screenshot(&self, path: &Path) {
        let png = self.client.screenshot().await.expect("a screenshot");
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).expect("a folder for screenshots");
        }
        std::fs::write(path, png).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

impl Deref for Browser {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for Browser {
    /// Chromium outlives its driver, and its helpers write to the profile as they leave; so all of them are
    /// killed at once, and the profile is removed until it stays away.
    fn drop(&mut self) {
        let driver = self.driver.id().and_then(|id| i32::try_from(id).ok());
        for process in driver.into_iter().flat_map(with_descendants) {
            let _ = Pid::from_raw(process).map(|process| kill_process(process, Signal::KILL));
        }
        let end = Instant::now() + STOP_MAX;
        while std::fs::remove_dir_all(self.profile.path()).is_err() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// A process and all that it and its threads have started.
fn with_descendants(process: i32) -> Vec<i32> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task"));
    let children = threads
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|children| {
            children.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<i32>>()
        });
    std::iter::once(process).chain(children.flat_map(with_descendants)).collect()
}

/// Lets the driver choose its port, and reads which one it took from its first lines.
async fn start_driver(home: &Path) -> (Child, String) {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        // Chromium writes settings, caches and sockets of its own beside the profile.
        .env("HOME", home)
        .env("TMPDIR", home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("chromedriver: {error}"));
    let mut lines = BufReader::new(driver.stdout.take().expect("piped")).lines();
    while let Some(line) = lines.next_line().await.expect("chromedriver's output") {
        if let Some(port) = line.strip_prefix("ChromeDriver was started successfully on port ") {
            let url = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
            // Its pipe must stay open, or its next line would end it.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (driver, url);
        }
    }
    panic!("chromedriver ended before it listened");
}

fn capabilities(settings: &BrowserSettings, profile: &Path) -> Value {
    let flags = [
        format!("--user-data-dir={}", profile.join("profile").display()),
        "--headless".to_owned(),
        // Chromium refuses its sandbox to root, and containers have a small /dev/shm.
        "--no-sandbox".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-gpu".to_owned(),
        "--no-first-run".to_owned(),
        // A test talks to nobody outside: the browser neither phones home nor resolves any other name.
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-quic".to_owned(),
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost".to_owned(),
    ];
    const ALLOW: u8 = 1;
    const BLOCK: u8 = 2;
    let javascript = if settings.javascript { ALLOW } else { BLOCK };
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "binary": "/usr/bin/chromium",
            "args": flags,
            // A window's size would include its frame, and no window is narrower than 500 pixels.
            "mobileEmulation": { "deviceMetrics": {
                "width": settings.width_pixels,
                "height": settings.height_pixels,
                "pixelRatio": 1.0,
                "mobile": false,
                "touch": false,
            } },
            "prefs": {
                "intl.accept_languages": settings.languages,
                "profile.default_content_setting_values.javascript": javascript,
            },
        },
    })
}

/// `label (critical): Form elements must have labels` and, for each place, where it is and what would help.
fn readable(violation: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = vec![format!(
        "{} ({}): {}",
        text(&violation["id"]),
        text(&violation["impact"]),
        text(&violation["help"])
    )];
    for node in violation["nodes"].as_array().into_iter().flatten() {
        let summary = text(&node["failureSummary"]).split_whitespace().collect::<Vec<_>>().join(" ");
        lines.push(format!("  {}: {summary}", text(&node["html"])));
    }
    lines.join("\n")
}
