//! Reading forms, and the hidden key that makes a second click harmless.

use std::sync::Arc;

use axum::{
    Form,
    extract::{FromRequest, Request},
};
use nanum_contracts::{
    Problem,
    ids::{CommandId, Id},
    problem::ProblemKind,
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{Gateway, Refusal, Terms};

/// The fields of a form that was sent.
#[derive(Debug)]
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<Gateway>> for Sent<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, gateway: &Arc<Gateway>) -> Result<Self, Refusal> {
        match Form::<T>::from_request(request, gateway).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(fault) if fault.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Problem::new(ProblemKind::TooLarge, "the form is larger than can be taken").into())
            }
            Err(fault) => Err(Problem::not_understood(fault.body_text()).into()),
        }
    }
}

/// What is sent where a form has nothing but its key.
#[derive(Debug, Deserialize)]
pub(crate) struct KeyOnly {
    pub(crate) key: FormKey,
}

/// The key of one rendered form.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(transparent)]
pub(crate) struct FormKey(CommandId);

impl FormKey {
    /// The terms of the command that the form asks for. The same form sent twice with the same content is one command; with
    /// other content, after the browser's *back*, it is another.
    ///
    /// # Errors
    /// Never in fact: an id is a good idempotency key.
    pub(crate) fn terms(self, terms: &Terms, content: &[&str]) -> Result<Terms, Problem> {
        let command = CommandId::named(&self.0.to_string(), &content.join("\n"));
        terms.clone().keyed(&command.to_string())
    }
}

/// A number of persons: absent, or 1 and more.
///
/// # Errors
/// When it is something else.
pub(crate) fn persons(text: &str) -> Result<Option<u32>, NotANumber> {
    match text.trim() {
        "" => Ok(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().ok().filter(|persons| *persons > 0).map(Some).ok_or(NotANumber)
        }
        _ => Err(NotANumber),
    }
}

/// Not a number of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotANumber;

/// An e-mail address, as far as a form can tell: Membership decides.
pub(crate) fn looks_like_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.len() > 2)
        && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_persons_is_one_or_more_in_digits() {
        assert_eq!(persons(" 12 "), Ok(Some(12)));
        assert_eq!(persons(""), Ok(None));
        for nonsense in ["0", "-1", "1.5", "zwei", "+3", "99999999999"] {
            assert_eq!(persons(nonsense), Err(NotANumber), "{nonsense}");
        }
    }

    #[test]
    fn the_same_form_is_the_same_command_and_other_content_another() {
        let key = FormKey(CommandId::named("test", "form"));
        let under = |content: &[&str]| key.terms(&Terms::default(), content).unwrap().key;
        assert_eq!(under(&["reserve", "10:00"]), under(&["reserve", "10:00"]));
        assert_ne!(under(&["reserve", "10:00"]), under(&["reserve", "11:00"]));
        assert!(serde_json::from_str::<FormKey>("\"1\"").is_err());
    }

    #[test]
    fn an_address_has_two_sides() {
        assert!(looks_like_email("minji@seosan.example"));
        for nonsense in ["", "minji", "@seosan.example", "minji@", "min ji@seosan.example"] {
            assert!(!looks_like_email(nonsense), "{nonsense}");
        }
    }
}
