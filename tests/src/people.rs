//! People and programs at the gateway's door: what they ask over HTTP, and what they are told.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Somebody who talks to the API of one tenant.
#[derive(Debug, Clone)]
pub struct Person {
    gateway: String,
    tenant: String,
    token: Option<String>,
    client: reqwest::Client,
}

/// What the gateway said.
#[derive(Debug, Clone)]
pub struct Reply {
    pub asked: String,
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Person {
    /// Somebody who has not signed in.
    #[must_use]
    pub fn passing_by(gateway: &str, tenant: &str) -> Self {
        Self {
            gateway: gateway.to_owned(),
            tenant: tenant.to_owned(),
            token: None,
            client: reqwest::Client::new(),
        }
    }

    /// Somebody who signs in at the demonstration's identity provider.
    ///
    /// # Panics
    /// When the provider gives no token.
    pub async fn signed_in(gateway: &str, tenant: &str, subject: &str) -> Self {
        let person = Self::passing_by(gateway, tenant);
        let answer = person
            .client
            .post(format!("{gateway}/demo/issuer/token"))
            .form(&[("subject", subject)])
            .send()
            .await
            .expect("the demo issuer answers");
        let body: Value = answer.json().await.expect("the demo issuer answers in JSON");
        let token = body["access_token"].as_str().unwrap_or_else(|| panic!("no token for {subject}: {body}"));
        Self { token: Some(token.to_owned()), ..person }
    }

    /// The token they carry, for clients of other kinds.
    #[must_use]
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// The same person at another tenant's door.
    #[must_use]
    pub fn at(&self, tenant: &str) -> Self {
        Self { tenant: tenant.to_owned(), ..self.clone() }
    }

    pub async fn reads(&self, path: &str) -> Reply {
        self.asks(Method::GET, path, None, None).await
    }

    pub async fn posts(&self, path: &str, body: Value) -> Reply {
        self.asks(Method::POST, path, Some(body), None).await
    }

    pub async fn puts(&self, path: &str, body: Value) -> Reply {
        self.asks(Method::PUT, path, Some(body), None).await
    }

    /// Posts under an idempotency key.
    pub async fn posts_once(&self, path: &str, key: &str, body: Value) -> Reply {
        self.asks(Method::POST, path, Some(body), Some(key)).await
    }

    /// Asks; `path` begins with `/v1/…` for the network or is one of the tenant's own.
    ///
    /// # Panics
    /// When the gateway does not answer at all.
    pub async fn asks(&self, method: Method, path: &str, body: Option<Value>, key: Option<&str>) -> Reply {
        self.tries(method, path, body, key)
            .await
            .unwrap_or_else(|error| panic!("{path}: the gateway does not answer: {error}"))
    }

    /// As [`Person::asks`], for a gateway that may be gone.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn tries(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        key: Option<&str>,
    ) -> Result<Reply, reqwest::Error> {
        let url = if path.starts_with("/v1/") || path.starts_with("/openapi") || path.starts_with("/problems")
        {
            format!("{}{path}", self.gateway)
        } else {
            format!("{}/v1/{}/{path}", self.gateway, self.tenant)
        };
        let mut request = self.client.request(method.clone(), &url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let text = answer.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Reply { asked: format!("{method} {url}"), status, headers, body })
    }

    /// Registers with the tenant and answers with the member's id.
    pub async fn registers(&self, name: &str, language: &str, card: &str) -> String {
        let email = format!("{}@people.example", card.to_lowercase());
        let body = json!({ "name": name, "email": email, "language": language, "card": card });
        self.posts("members", body).await.done().id()
    }
}

impl Reply {
    /// The reply, which must be a success.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn done(self) -> Self {
        assert!(self.status.is_success(), "{} was refused: {} {}", self.asked, self.status, self.body);
        self
    }

    /// The reply, which must be a problem document of this status.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn refused(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.body);
        let media_type = self.headers.get("content-type").and_then(|value| value.to_str().ok());
        assert_eq!(media_type, Some("application/problem+json"), "{}", self.asked);
        assert_eq!(self.body["status"], status, "{}", self.body);
        self
    }

    /// The id of what it is about.
    ///
    /// # Panics
    /// When it has none.
    #[must_use]
    #[track_caller]
    pub fn id(&self) -> String {
        self.body["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{}: no id in {}", self.asked, self.body))
            .to_owned()
    }
}
