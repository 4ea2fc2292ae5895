//! Refusals and failures (RFC 9457), and the one table that says what each means to whom.

use serde::{Deserialize, Serialize};

use crate::time::TimeSpan;

/// A problem document. `type` is written as a path here; the gateway makes it a URL that it serves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    #[serde(rename = "type", with = "kind_as_path")]
    #[schema(value_type = String, format = "uri", example = "https://nanum.example/problems/slot-taken")]
    pub kind: ProblemKind,
    pub title: String,
    #[schema(example = 409)]
    pub status: u16,
    /// What was wrong this time, for a person.
    pub detail: String,
    /// The rule that said no, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What the rule allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    pub limit: Option<serde_json::Value>,
    /// What was asked or is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    pub actual: Option<serde_json::Value>,
    /// What is free instead, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub free_instead: Vec<TimeSpan>,
    /// When to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u32>,
}

macro_rules! problem_kinds {
    ($($(#[$doc:meta])* $kind:ident = $slug:literal, $status:literal, $title:literal,
        citizen: $citizen:literal, integrator: $integrator:literal, operator: $operator:literal;)+) => {
        /// Every kind of problem there is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ProblemKind {
            $($(#[$doc])* $kind),+
        }

        impl ProblemKind {
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The last part of its `type`.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$kind => $slug),+ }
            }

            /// HTTP status.
            pub fn status(self) -> u16 {
                match self { $(Self::$kind => $status),+ }
            }

            pub fn title(self) -> &'static str {
                match self { $(Self::$kind => $title),+ }
            }

            /// What it means to an application that a citizen uses, to an integrator and to an operator.
            pub fn meaning(self) -> [(&'static str, &'static str); 3] {
                match self {
                    $(Self::$kind => [("citizen", $citizen), ("integrator", $integrator), ("operator", $operator)]),+
                }
            }
        }
    };
}

problem_kinds! {
    NotUnderstood = "not-understood", 400, "The request was not understood",
        citizen: "Something in the form is missing or not of the expected form; the detail says what.",
        integrator: "The body, a parameter or a header does not fit the API document. Unknown fields and times without an offset are refused. Do not repeat it unchanged.",
        operator: "Nothing to do, unless one client produces many.";
    SignInNeeded = "sign-in-needed", 401, "Sign in first",
        citizen: "Sign in and try again.",
        integrator: "Send a bearer token of an identity provider that the tenant trusts; the detail says what was wrong with the one sent.",
        operator: "Many of these after a change of keys point to a wrong issuer, audience or clock.";
    NotAllowed = "not-allowed", 403, "Not allowed",
        citizen: "Your role does not include this.",
        integrator: "The token is good, its person's role is not enough for the operation.",
        operator: "The policy refused; the log names the policy.";
    NotFound = "not-found", 404, "Not found",
        citizen: "It does not exist, or is not yours to see.",
        integrator: "The same answer for what is not there and for what this token may not know of.",
        operator: "Nothing to do.";
    MethodNotAllowed = "method-not-allowed", 405, "The method is not allowed here",
        citizen: "The application asked in the wrong way.",
        integrator: "See the API document for the methods of this path.",
        operator: "Nothing to do.";
    SlotTaken = "slot-taken", 409, "The time is taken",
        citizen: "Somebody was faster. The times listed are free instead.",
        integrator: "Choose from free_instead, or search again.",
        operator: "Nothing to do: one of several rivals won.";
    StateForbids = "state-forbids", 409, "Not possible in the present state",
        citizen: "What you saw has changed since; look again.",
        integrator: "Read the present state before deciding what to do.",
        operator: "Nothing to do.";
    StillRunning = "still-running", 409, "The first one is still running",
        citizen: "Your first click is being worked on.",
        integrator: "A command with the same idempotency key has not finished. Repeat it after a moment.",
        operator: "Nothing to do, unless it stays so.";
    Stale = "stale", 412, "Changed in between",
        citizen: "Somebody changed it while you were editing; look again.",
        integrator: "If-Match names an older revision than the present one. Read, merge, repeat.",
        operator: "Nothing to do.";
    TooLarge = "too-large", 413, "Too large",
        citizen: "What you sent is larger than can be taken.",
        integrator: "The body is over the limit in the detail.",
        operator: "Nothing to do.";
    WrongMediaType = "wrong-media-type", 415, "The media type is not taken",
        citizen: "The application sent something in a form that is not taken.",
        integrator: "Send application/json.",
        operator: "Nothing to do.";
    RuleRefuses = "rule-refuses", 422, "A rule says no",
        citizen: "The rule, what it allows and what you asked are in the answer.",
        integrator: "rule, limit and actual are machine-readable. The same request will be refused again until they change.",
        operator: "Nothing to do: a tenant decided the rule.";
    KeyReused = "key-reused", 422, "The idempotency key belongs to another command",
        citizen: "The application repeated itself wrongly.",
        integrator: "An idempotency key was used again with another operation or body. Use a new key for a new command.",
        operator: "Nothing to do.";
    TooManyRequests = "too-many-requests", 429, "Too many requests",
        citizen: "Wait a moment.",
        integrator: "Wait for the seconds in Retry-After.",
        operator: "One tenant or client is over its share.";
    TryAgain = "try-again", 503, "Try again",
        citizen: "A part of the platform does not answer now. Nothing is lost; try again in a moment.",
        integrator: "Repeat the same request, a command with the same idempotency key, after Retry-After.",
        operator: "A service, the bus or a log is not reachable, or a view is behind. See readiness and metrics.";
    Defect = "defect", 500, "A defect in the platform",
        citizen: "This is our mistake, not yours.",
        integrator: "Report it with the trace id.",
        operator: "A defect: the log has the chain of causes under the trace id.";
}

mod kind_as_path {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use super::ProblemKind;

    pub(super) fn serialize<S: Serializer>(kind: &ProblemKind, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("/problems/{}", kind.slug()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ProblemKind, D::Error> {
        let path = String::deserialize(deserializer)?;
        let slug = path.rsplit('/').next().unwrap_or_default();
        ProblemKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.slug() == slug)
            .ok_or_else(|| de::Error::custom("not a problem that this network knows"))
    }
}

impl Problem {
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            title: kind.title().to_owned(),
            status: kind.status(),
            detail: detail.into(),
            rule: None,
            limit: None,
            actual: None,
            free_instead: Vec::new(),
            retry_after_seconds: matches!(kind, ProblemKind::TryAgain | ProblemKind::StillRunning)
                .then_some(1),
        }
    }

    pub fn not_understood(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::NotUnderstood, detail)
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemKind::NotFound, format!("no such {what} here"))
    }

    pub fn state_forbids(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::StateForbids, detail)
    }

    pub fn try_again(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::TryAgain, detail)
    }

    /// For what should be impossible. The causes belong into the log, not to the caller.
    pub fn defect() -> Self {
        Self::new(ProblemKind::Defect, "something failed that should not; it has been logged")
    }

    /// A rule's no, with what it allows and what was asked.
    pub fn rule(
        rule: &str,
        detail: impl Into<String>,
        limit: impl Into<serde_json::Value>,
        actual: impl Into<serde_json::Value>,
    ) -> Self {
        Self {
            rule: Some(rule.to_owned()),
            limit: Some(limit.into()),
            actual: Some(actual.into()),
            ..Self::new(ProblemKind::RuleRefuses, detail)
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.title, self.detail)
    }
}

impl std::error::Error for Problem {}
