//! What anybody may cost at most. `docs/budgets.md` says what follows from it.

use std::net::IpAddr;

use serde::Deserialize;

/// The section `limits` of the configuration. A number of nought takes a pace off.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Open connections, in all.
    pub connections_max: usize,
    /// Open connections of one address.
    pub connections_of_one_address_max: usize,
    /// How long a connection may take for the head of a request, and rest before it.
    pub head_within_seconds: u64,
    /// How long the body of a request may take.
    pub body_within_seconds: u64,
    /// How long somebody may read nothing of an answer.
    pub write_within_seconds: u64,
    /// Requests in work at the same time, in all.
    pub at_once_max: usize,
    /// Of one tenant.
    pub at_once_of_one_tenant_max: usize,
    /// Of all who are not signed in, at one tenant.
    pub at_once_of_strangers_max: usize,
    /// Of one caller: a person who is signed in, or an address.
    pub at_once_of_one_caller_max: usize,
    /// Open event streams, in all.
    pub streams_max: usize,
    /// Of one tenant.
    pub streams_of_one_tenant_max: usize,
    /// Of one caller.
    pub streams_of_one_caller_max: usize,
    /// Requests of one caller in ten seconds.
    pub requests_of_one_caller_max: u32,
    /// Requests to one tenant in ten seconds.
    pub requests_of_one_tenant_max: u32,
    /// Commands of one person without a role in a minute.
    pub commands_of_one_citizen_max: u32,
    /// Commands of one person with a role in a minute.
    pub commands_of_one_official_max: u32,
    /// Who may say for whom they ask (`X-Forwarded-For`).
    pub trusted_proxies: Vec<IpAddr>,
}

impl Limits {
    /// Everything in them that cannot work.
    pub(crate) fn faults(&self) -> Vec<String> {
        let at_least_one = [
            ("connections_max", self.connections_max),
            ("connections_of_one_address_max", self.connections_of_one_address_max),
            ("head_within_seconds", self.head_within_seconds as usize),
            ("body_within_seconds", self.body_within_seconds as usize),
            ("write_within_seconds", self.write_within_seconds as usize),
            ("at_once_max", self.at_once_max),
            ("at_once_of_one_tenant_max", self.at_once_of_one_tenant_max),
            ("at_once_of_strangers_max", self.at_once_of_strangers_max),
            ("at_once_of_one_caller_max", self.at_once_of_one_caller_max),
            ("streams_max", self.streams_max),
            ("streams_of_one_tenant_max", self.streams_of_one_tenant_max),
            ("streams_of_one_caller_max", self.streams_of_one_caller_max),
        ];
        let nought = at_least_one.into_iter().filter(|(_, number)| *number == 0);
        nought.map(|(key, _)| format!("limits.{key} must be at least 1")).collect()
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 4_096,
            connections_of_one_address_max: 1_024,
            head_within_seconds: 10,
            body_within_seconds: 10,
            write_within_seconds: 30,
            at_once_max: 1_024,
            at_once_of_one_tenant_max: 128,
            at_once_of_strangers_max: 96,
            at_once_of_one_caller_max: 64,
            streams_max: 512,
            streams_of_one_tenant_max: 32,
            streams_of_one_caller_max: 8,
            requests_of_one_caller_max: 2_000,
            requests_of_one_tenant_max: 10_000,
            commands_of_one_citizen_max: 300,
            commands_of_one_official_max: 6_000,
            trusted_proxies: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_file_says_the_defaults() {
        let reference: toml::Table = toml::from_str(nanum_runtime::config::REFERENCE).unwrap();
        let limits: Limits = reference["limits"].clone().try_into().unwrap();
        assert_eq!(limits, Limits::default());
        assert!(limits.faults().is_empty());
        assert_eq!(Limits { streams_max: 0, ..limits }.faults().len(), 1);
    }
}
