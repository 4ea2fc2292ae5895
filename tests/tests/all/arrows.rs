//! The arrows of ARCHITECTURE.md: who may know whom. A new crate must be placed here before it may depend on
//! anything of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const CONTRACTS: &str = "nanum-contracts";
const STORE: &str = "nanum-store";
const BUS: &str = "nanum-bus";
const RUNTIME: &str = "nanum-runtime";
/// Proves the core, and nothing knows it.
const PROVING: &str = "nanum-proving";
const GATEWAY: &str = "nanum-gateway";
/// The all-in-one and operator's tool: the only one that may know everything.
const ALL_IN_ONE: &str = "nanum";
/// The tests know everything too, and nothing knows them.
const TESTS: &str = "nanum-tests";

/// What a domain may never name: it knows no clock, no ids from nowhere, no runtime, no SQL, no bus, no HTTP.
const FORBIDDEN_IN_DOMAIN: [&str; 9] = [
    "tokio",
    "rusqlite",
    "async_nats",
    "axum",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
    "Uuid::new",
    "Uuid::now",
];

#[test]
fn crates_depend_only_along_the_arrows() {
    let services = services();
    let mut wrong = Vec::new();
    for (name, needs) in crates_and_their_needs() {
        let allowed: Vec<&str> = match name.as_str() {
            CONTRACTS => vec![],
            STORE | BUS => vec![CONTRACTS],
            RUNTIME => vec![CONTRACTS, STORE, BUS],
            PROVING => vec![CONTRACTS, STORE, BUS, RUNTIME],
            GATEWAY => vec![CONTRACTS, BUS, RUNTIME],
            service if services.contains(service) => vec![CONTRACTS, RUNTIME, STORE, BUS],
            ALL_IN_ONE | TESTS => continue,
            _ => panic!("{name} has no place among the arrows: give it one here and in ARCHITECTURE.md"),
        };
        let beyond = needs.iter().filter(|need| !allowed.contains(&need.as_str()));
        wrong.extend(beyond.map(|need| format!("{name} must not know {need}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_knows_the_tests_or_the_all_in_one() {
    for (name, needs) in crates_and_their_needs() {
        assert!(name == TESTS || !needs.contains(TESTS), "{name} must not know {TESTS}");
        assert!(name == TESTS || !needs.contains(ALL_IN_ONE), "{name} must not know {ALL_IN_ONE}");
    }
}

#[test]
fn domains_are_pure() {
    let mut wrong = Vec::new();
    for service in std::fs::read_dir(root().join("services")).unwrap() {
        let domain = service.unwrap().path().join("src/domain");
        for file in rust_files(&domain) {
            let text = std::fs::read_to_string(&file).unwrap();
            let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
            for (number, line) in code {
                let named = FORBIDDEN_IN_DOMAIN.iter().filter(|name| line.contains(**name));
                wrong.extend(named.map(|name| format!("{}:{}: names {name}", file.display(), number + 1)));
            }
        }
    }
    assert!(wrong.is_empty(), "a domain may not do this itself; its context gives it:\n{}", wrong.join("\n"));
}

/// Every crate of the workspace, with those of the workspace it needs, in tests and build scripts too.
fn crates_and_their_needs() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let metadata: Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let names: BTreeSet<String> = packages.iter().map(|package| text(&package["name"])).collect();
    let needs = |package: &Value| {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        dependencies.map(|dependency| text(&dependency["name"])).filter(|name| names.contains(name)).collect()
    };
    packages.iter().map(|package| (text(&package["name"]), needs(package))).collect()
}

fn services() -> BTreeSet<String> {
    let folders = std::fs::read_dir(root().join("services")).unwrap();
    folders.map(|folder| format!("nanum-{}", folder.unwrap().file_name().to_str().unwrap())).collect()
}

/// All Rust files under `folder`, which need not exist: a plain service may have no domain of its own.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let nested = paths.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    nested.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
