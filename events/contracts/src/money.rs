//! Money, exact: whole minor units of a currency of ISO 4217.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A currency of ISO 4217, by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[A-Z]{3}$", example = "EUR")]
pub struct Currency(iso_currency::Currency);

/// A text that names no currency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a currency of ISO 4217, such as EUR")]
pub struct NotACurrency(String);

impl Currency {
    /// Its three letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimal digits its minor unit has: 2 for euros and cents, 0 for won.
    pub fn digits(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl TryFrom<String> for Currency {
    type Error = NotACurrency;
    fn try_from(code: String) -> Result<Self, NotACurrency> {
        match iso_currency::Currency::from_code(&code) {
            Some(currency) => Ok(Self(currency)),
            None => Err(NotACurrency(code.chars().take(16).collect())),
        }
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// In the currency's smallest unit: 1250 is 12.50 EUR, and 1,250 KRW.
    #[schema(example = 1250)]
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    /// So much of a currency, in its minor unit.
    pub fn of(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, minor) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs());
        let (digits, code) = (self.currency.digits(), self.currency.code());
        let one = 10_u64.saturating_pow(digits);
        match digits {
            0 => write!(f, "{sign}{minor} {code}"),
            _ => write!(f, "{sign}{}.{:0width$} {code}", minor / one, minor % one, width = digits as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        code.to_owned().try_into().unwrap()
    }

    #[test]
    fn money_is_written_with_the_digits_of_its_currency() {
        let written = |minor, code| Money::of(minor, currency(code)).to_string();
        assert_eq!(written(1_250, "EUR"), "12.50 EUR");
        assert_eq!(written(-5, "EUR"), "-0.05 EUR");
        assert_eq!(written(30_000, "KRW"), "30000 KRW");
        assert_eq!(written(1_500, "KWD"), "1.500 KWD");
    }

    #[test]
    fn only_what_iso_4217_knows_is_a_currency() {
        for (code, good) in [("EUR", true), ("KRW", true), ("eur", false), ("EURO", false), ("", false)] {
            assert_eq!(Currency::try_from(code.to_owned()).is_ok(), good, "{code}");
        }
    }
}
