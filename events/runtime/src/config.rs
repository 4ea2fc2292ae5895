//! Configuration: defaults, a file, the environment; every fault reported at once.
//!
//! The commented reference file is the default and the list of known keys, so that it cannot drift from the program.

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use config::{Config, Environment, File, FileFormat};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// The reference file: every setting with its default and its meaning.
pub const REFERENCE: &str = include_str!("../../../deploy/config/reference.toml");

/// Everything that is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigFaults(pub Vec<String>);

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration has {} fault(s): {}", self.0.len(), self.0.join("; "))
    }
}

/// The merged settings, known to have no unknown key and the types of the reference.
#[derive(Debug, Clone)]
pub struct Settings {
    tree: Value,
    data_folder: PathBuf,
}

/// Which event store, and where.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    pub url: String,
}

/// Without the address: it may hold a password.
impl fmt::Debug for StoreSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreSettings")
    }
}

/// Which bus, and where.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusSettings {
    pub engine: BusEngine,
    pub url: String,
    pub replicas: usize,
    #[serde(deserialize_with = "set_or_empty")]
    pub root_certificates: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BusEngine {
    Local,
    Nats,
}

/// The administrative port and the end of a program.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminSettings {
    pub listen: SocketAddr,
    stop_within_seconds: u64,
}

impl AdminSettings {
    pub fn stop_within(&self) -> Duration {
        Duration::from_secs(self.stop_within_seconds)
    }
}

/// How services that hold personal data keep its keys.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalDataSettings {
    /// The operator's own rule for copies of the keys: receipts of erasures name the day from it.
    pub key_copies_kept_days: u32,
    pub begin_without_keys: bool,
}

/// What is logged, and where traces and metrics go.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelemetrySettings {
    pub log: String,
    pub log_format: LogFormat,
    #[serde(deserialize_with = "set_or_empty")]
    pub otlp_endpoint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// Reads an empty text as `None`: in the reference every setting is there.
///
/// # Errors
/// When it is no text.
pub fn set_or_empty<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Some(String::deserialize(deserializer)?).filter(|text| !text.is_empty()))
}

impl Settings {
    /// Reads defaults, file and environment.
    ///
    /// # Errors
    /// Every unknown key and every value of a wrong type.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigFaults> {
        let environment =
            Environment::with_prefix("NANUM").prefix_separator("__").separator("__").try_parsing(true);
        Self::merge(file, environment, &[])
    }

    /// The same with settings of the command line over all others, as `section.key`, value.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn load_with(file: Option<&Path>, overrides: &[(&str, String)]) -> Result<Self, ConfigFaults> {
        let environment =
            Environment::with_prefix("NANUM").prefix_separator("__").separator("__").try_parsing(true);
        Self::merge(file, environment, overrides)
    }

    fn merge(
        file: Option<&Path>,
        environment: Environment,
        overrides: &[(&str, String)],
    ) -> Result<Self, ConfigFaults> {
        let one = |cause: config::ConfigError| ConfigFaults(vec![cause.to_string()]);
        let reference = File::from_str(REFERENCE, FileFormat::Toml);
        let defaults: Value = Config::builder()
            .add_source(reference.clone())
            .build()
            .and_then(Config::try_deserialize)
            .map_err(one)?;
        let mut builder = Config::builder().add_source(reference);
        if let Some(path) = file {
            builder = builder.add_source(File::from(path).format(FileFormat::Toml));
        }
        builder = builder.add_source(environment);
        for (key, value) in overrides {
            builder = builder.set_override(key, value.as_str()).map_err(one)?;
        }
        let mut tree: Value = builder.build().and_then(Config::try_deserialize).map_err(one)?;
        let mut faults = Vec::new();
        conform("", &defaults, &mut tree, &mut faults);
        let data_folder = tree["data"]["folder"].as_str().map(PathBuf::from).unwrap_or_default();
        if faults.is_empty() { Ok(Self { tree, data_folder }) } else { Err(ConfigFaults(faults)) }
    }

    /// One section, typed.
    ///
    /// # Errors
    /// The first value that does not fit.
    pub fn section<T: DeserializeOwned>(&self, name: &str) -> Result<T, ConfigFaults> {
        serde_json::from_value(self.tree[name].clone())
            .map_err(|cause| ConfigFaults(vec![format!("[{name}]: {cause}")]))
    }

    pub fn data_folder(&self) -> PathBuf {
        self.data_folder.clone()
    }

    /// The sections every program reads.
    ///
    /// # Errors
    /// The faults of all of them.
    pub fn common(&self) -> Result<(BusSettings, AdminSettings, TelemetrySettings), ConfigFaults> {
        match (self.section("bus"), self.section("admin"), self.section("telemetry")) {
            (Ok(bus), Ok(admin), Ok(telemetry)) => Ok((bus, admin, telemetry)),
            (bus, admin, telemetry) => {
                let faults = [bus.err(), admin.err(), telemetry.err()];
                Err(ConfigFaults(faults.into_iter().flatten().flat_map(|faults| faults.0).collect()))
            }
        }
    }
}

/// Holds `given` against `known`, key by key, and reads texts as numbers, and numbers as texts, where those are meant.
fn conform(path: &str, known: &Value, given: &mut Value, faults: &mut Vec<String>) {
    match (known, &mut *given) {
        (Value::Object(known), Value::Object(given)) => {
            for (key, value) in given {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match known.get(key) {
                    Some(known) => conform(&path, known, value, faults),
                    None => faults.push(format!("{path} is not a setting")),
                }
            }
        }
        (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Array(_), Value::Array(_)) => {}
        (Value::String(_), Value::Number(_) | Value::Bool(_)) => *given = Value::String(given.to_string()),
        (Value::Number(_) | Value::Bool(_), Value::String(text)) => match serde_json::from_str(text) {
            Ok(value @ (Value::Number(_) | Value::Bool(_))) if kind_of(&value) == kind_of(known) => {
                *given = value
            }
            _ => faults.push(format!("{path} must be {}, not {text:?}", kind_of(known))),
        },
        (known, given) => faults.push(format!("{path} must be {}, not {given}", kind_of(known))),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a section",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn with_environment(pairs: &[(&str, &str)]) -> Result<Settings, ConfigFaults> {
        let source: HashMap<_, _> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let environment =
            Environment::with_prefix("NANUM").prefix_separator("__").separator("__").try_parsing(true);
        Settings::merge(None, environment.source(Some(source)), &[])
    }

    #[test]
    fn the_reference_is_a_good_configuration() {
        let settings = with_environment(&[]).unwrap();
        let (bus, admin, _) = settings.common().unwrap();
        assert_eq!((bus.engine, admin.stop_within().as_secs()), (BusEngine::Local, 10));
    }

    #[test]
    fn logs_are_embedded_unless_a_cluster_is_named() {
        let url = |settings: Settings| settings.section::<StoreSettings>("store").unwrap().url;
        assert_eq!(url(with_environment(&[]).unwrap()), "sqlite:");
        let cluster = with_environment(&[("NANUM__STORE__URL", "esdb://localhost:2113?tls=false")]).unwrap();
        assert_eq!(url(cluster), "esdb://localhost:2113?tls=false");
    }

    #[test]
    fn the_environment_overrides_and_every_fault_is_named() {
        let settings =
            with_environment(&[("NANUM__BUS__ENGINE", "nats"), ("NANUM__DATA__FOLDER", "7")]).unwrap();
        assert_eq!(settings.common().unwrap().0.engine, BusEngine::Nats);
        assert_eq!(settings.data_folder(), PathBuf::from("7"));
        let faults =
            with_environment(&[("NANUM__BUS__COLOUR", "red"), ("NANUM__ADMIN__STOP_WITHIN_SECONDS", "soon")])
                .unwrap_err();
        assert_eq!(faults.0.len(), 2, "{faults}");
    }
}
