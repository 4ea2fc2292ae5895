//! The administrative port of a running program, from outside.

use std::{process::ExitCode, time::Duration};

use clap::Args;
use nanum_contracts::Problem;
use nanum_runtime::{
    config::{AdminSettings, ConfigFaults, Settings},
    program,
};
use reqwest::{Client, Method, RequestBuilder};
use serde::de::DeserializeOwned;

use crate::terminal;

/// How long one answer may take: a checksum reads a whole view, a retry applies all that waited.
const ANSWER_WITHIN: Duration = Duration::from_secs(600);
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct At {
    /// The administrative port to ask, instead of the one in the settings, e.g. http://10.0.0.7:9090
    #[arg(long, global = true, value_name = "URL")]
    at: Option<String>,
    /// Print what the port answers, as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[cfg(test)]
impl At {
    pub(crate) fn to(url: &str) -> Self {
        Self { at: Some(url.to_owned()), json: false }
    }
}

/// Why a command did not come to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigFaults),
    #[error("{port} does not answer: {cause}")]
    NoAnswer { port: String, cause: String },
    #[error("{0}")]
    Refused(Box<Problem>),
    #[error("{0}")]
    Failed(String),
}

/// A port that can be asked.
#[derive(Debug, Clone)]
pub(crate) struct Port {
    url: String,
    client: Client,
}

impl Port {
    pub(crate) fn of(
        at: &At,
        settings: impl FnOnce() -> Result<Settings, ConfigFaults>,
    ) -> Result<Self, Failure> {
        let url = match &at.at {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => {
                let admin: AdminSettings = settings()?.section("admin")?;
                format!("http://{}", admin.listen)
            }
        };
        let client = Client::builder().connect_timeout(CONNECT_WITHIN).timeout(ANSWER_WITHIN).build();
        let client = client.map_err(|cause| Failure::Failed(cause.to_string()))?;
        Ok(Self { url, client })
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let answer = self.send(self.request(Method::GET, path)).await?;
        answer.json().await.map_err(|cause| self.no_answer(cause))
    }

    pub(crate) async fn post(&self, path: &str, body: Option<serde_json::Value>) -> Result<(), Failure> {
        let mut request = self.request(Method::POST, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.send(request).await.map(drop)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    async fn send(&self, request: RequestBuilder) -> Result<reqwest::Response, Failure> {
        let answer = request.send().await.map_err(|cause| self.no_answer(cause))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        match answer.json::<Problem>().await {
            Ok(problem) => Err(Failure::Refused(Box::new(problem))),
            Err(_) => Err(self.no_answer(format!("status {status}, and no problem document"))),
        }
    }

    fn no_answer(&self, cause: impl std::fmt::Display) -> Failure {
        Failure::NoAnswer { port: self.url.clone(), cause: cause.to_string() }
    }
}

/// A follower's name as a part of a path.
pub(crate) fn checked_follower(name: &str) -> Result<String, String> {
    let good = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    if name.split('/').count() == 3 && name.split('/').all(good) {
        Ok(name.to_owned())
    } else {
        Err("a follower is named like booking/view/whose_reservations".to_owned())
    }
}

/// Runs a command to its end and prints what it answers.
pub(crate) fn run(command: impl Future<Output = Result<String, Failure>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(command),
        Err(cause) => Err(Failure::Failed(cause.to_string())),
    };
    match outcome {
        Ok(text) => {
            terminal::line(text.trim_end());
            ExitCode::SUCCESS
        }
        Err(Failure::Config(faults)) => program::failed(&faults.into()),
        Err(failure) => {
            terminal::complain(&failure);
            ExitCode::from(program::EXIT_FAILED)
        }
    }
}
