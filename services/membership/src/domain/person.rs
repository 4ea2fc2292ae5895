//! Personal data as it is before it is sealed: who a person is, how to address them, which card they carry.
//!
//! No refusal and no `Debug` of this module repeats what it was given.

use std::fmt;

use email_address::{EmailAddress, Options};
use nanum_contracts::{
    ids::MemberId,
    membership::{Contact, Identity},
};
use nanum_runtime::personal_data;
use serde::{Deserialize, Serialize};

use super::is_kebab_case;

/// Longest name of a person, in characters.
pub const NAME_LENGTH_MAX: usize = 120;
/// Longest e-mail address, in bytes: what fits into SMTP's path (RFC 5321 with its erratum).
pub const EMAIL_LENGTH_MAX: usize = 254;
/// Longest card number, in characters.
pub const CARD_LENGTH_MAX: usize = 40;
/// Longest subject of a token, in characters (OpenID Connect Core, 2).
pub const SUBJECT_LENGTH_MAX: usize = 255;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonRefusal {
    NameLength { length: usize },
    NameHasControlCharacters,
    EmailLength { length: usize },
    NotAnEmail,
    CardLength { length: usize },
    CardNotPlain,
    SubjectLength { length: usize },
    SubjectHasControlCharacters,
    NotAnIssuer { length: usize },
}

/// A person's name has 1 to [`NAME_LENGTH_MAX`] characters, none of them a control character.
pub fn name_fits(name: &str) -> Result<(), PersonRefusal> {
    let length = name.chars().count();
    if name.trim().is_empty() || length > NAME_LENGTH_MAX {
        return Err(PersonRefusal::NameLength { length });
    }
    if name.chars().any(char::is_control) { Err(PersonRefusal::NameHasControlCharacters) } else { Ok(()) }
}

/// An e-mail address is one plain address of at most [`EMAIL_LENGTH_MAX`] bytes.
pub fn email_fits(email: &str) -> Result<(), PersonRefusal> {
    if email.len() > EMAIL_LENGTH_MAX {
        return Err(PersonRefusal::EmailLength { length: email.len() });
    }
    let options = Options::default().without_display_text().without_domain_literal();
    // The standard allows spaces and a further @ between quotation marks; nobody has such an address.
    let plain =
        email.matches('@').count() == 1 && !email.chars().any(|c| c.is_whitespace() || c.is_control());
    if plain && EmailAddress::parse_with_options(email, options).is_ok() {
        Ok(())
    } else {
        Err(PersonRefusal::NotAnEmail)
    }
}

/// A person can be addressed by name and e-mail; any language will do.
pub fn can_be_addressed(contact: &Contact) -> Result<(), PersonRefusal> {
    name_fits(&contact.name)?;
    email_fits(&contact.email)
}

/// An identity names its provider as the operator's configuration does, and a subject that a token can carry.
pub fn identity_fits(identity: &Identity) -> Result<(), PersonRefusal> {
    if !is_kebab_case(&identity.issuer) {
        return Err(PersonRefusal::NotAnIssuer { length: identity.issuer.chars().count() });
    }
    let length = identity.subject.chars().count();
    if length == 0 || length > SUBJECT_LENGTH_MAX {
        return Err(PersonRefusal::SubjectLength { length });
    }
    let has_controls = identity.subject.chars().any(char::is_control);
    if has_controls { Err(PersonRefusal::SubjectHasControlCharacters) } else { Ok(()) }
}

/// The number on a card: 1 to [`CARD_LENGTH_MAX`] printable ASCII characters without spaces, as a scanner gives them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardNumber(String);

impl CardNumber {
    pub fn parse(text: String) -> Result<Self, PersonRefusal> {
        let length = text.chars().count();
        if length == 0 || length > CARD_LENGTH_MAX {
            return Err(PersonRefusal::CardLength { length });
        }
        let plain = text.chars().all(|c| c.is_ascii_graphic());
        if plain { Ok(Self(text)) } else { Err(PersonRefusal::CardNotPlain) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardNumber(sealed)")
    }
}

/// What only one member of a tenant may have.
#[derive(Clone, PartialEq, Eq)]
pub enum Unique {
    Identity(Identity),
    Card(CardNumber),
}

impl fmt::Debug for Unique {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity(_) => "Unique::Identity(sealed)",
            Self::Card(_) => "Unique::Card(sealed)",
        })
    }
}

impl Unique {
    /// The text that is claimed. An issuer holds no line break, so two identities never make the same text.
    pub fn text(&self) -> String {
        match self {
            Self::Identity(identity) => format!("{}\n{}", identity.issuer, identity.subject),
            Self::Card(card) => card.as_str().to_owned(),
        }
    }
}

/// A member's turn to have something: after so many changes of theirs, by the next one.
///
/// It is written into a claim as its holder. While the member has had just these changes, the next may still come; once
/// they have had more, it has come (and the member has what was claimed) or never will. So anybody can tell a claim that
/// counts from one that a crash has left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    pub member: MemberId,
    pub changes: u64,
}

impl fmt::Display for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.member, self.changes)
    }
}

/// A text that names no turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the holder of a claim is written <member>@<changes>")]
pub struct NotATurn;

impl std::str::FromStr for Turn {
    type Err = NotATurn;
    fn from_str(text: &str) -> Result<Self, NotATurn> {
        let (member, changes) = text.split_once('@').ok_or(NotATurn)?;
        let member = member.parse().map_err(|_| NotATurn)?;
        Ok(Self { member, changes: changes.parse().map_err(|_| NotATurn)? })
    }
}

/// Something unique, and the count of changes in whose turn it was claimed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Had<T> {
    pub value: T,
    pub since_change: u64,
}

impl<T> fmt::Debug for Had<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Had(sealed, since {})", self.since_change)
    }
}

/// All personal data of a member: what is sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct PersonalData {
    pub identity: Had<Identity>,
    pub contact: Contact,
    pub card: Option<Had<CardNumber>>,
}

personal_data!(PersonalData as "member.personal");

impl PersonalData {
    /// The member's turn in which they got something, if they have it.
    pub fn turn_of(&self, member: MemberId, unique: &Unique) -> Option<Turn> {
        let changes = match unique {
            Unique::Identity(identity) => {
                (self.identity.value == *identity).then_some(self.identity.since_change)
            }
            Unique::Card(card) => {
                self.card.as_ref().filter(|had| had.value == *card).map(|had| had.since_change)
            }
        }?;
        Some(Turn { member, changes })
    }

    /// All that no other member may have.
    pub fn uniques(&self) -> Vec<Unique> {
        let card = self.card.as_ref().map(|had| Unique::Card(had.value.clone()));
        std::iter::once(Unique::Identity(self.identity.value.clone())).chain(card).collect()
    }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::ids::Id;

    use super::*;

    #[test]
    fn a_name_has_one_to_120_characters_on_one_line() {
        let of = |length: usize| name_fits(&"김".repeat(length));
        assert_eq!(of(0), Err(PersonRefusal::NameLength { length: 0 }));
        assert_eq!((of(1), of(119), of(120)), (Ok(()), Ok(()), Ok(())));
        assert_eq!(of(121), Err(PersonRefusal::NameLength { length: 121 }));
        assert_eq!(name_fits(" "), Err(PersonRefusal::NameLength { length: 1 }));
        assert_eq!(name_fits("Eve\r\nBcc: all"), Err(PersonRefusal::NameHasControlCharacters));
    }

    #[test]
    fn an_email_is_one_plain_address() {
        for good in ["minji@seosan.example", "o'neil+a@x.example", "김@서산.example"] {
            assert_eq!(email_fits(good), Ok(()), "{good}");
        }
        let bad = [
            "",
            "@",
            "a@",
            "@b.example",
            "a@b@c.example",
            "a b@c.example",
            "\"a b\"@c.example",
            "a@c.example\n",
        ];
        for bad in
            bad.into_iter().chain(["\"a@b\"@c.example", "Kim <a@c.example>", "a@[127.0.0.1]", "a@b..example"])
        {
            assert_eq!(email_fits(bad), Err(PersonRefusal::NotAnEmail), "{bad}");
        }
        let of = |length: usize| {
            let (local, label, rest) = ("x".repeat(64), "d".repeat(63), "d".repeat(length - 193));
            email_fits(&format!("{local}@{label}.{label}.{rest}"))
        };
        assert_eq!((of(253), of(254)), (Ok(()), Ok(())));
        assert_eq!(of(255), Err(PersonRefusal::EmailLength { length: 255 }));
    }

    #[test]
    fn a_card_has_one_to_40_characters_that_a_scanner_gives() {
        let of = |length: usize| CardNumber::parse("7".repeat(length)).map(|_| ());
        assert_eq!(of(0), Err(PersonRefusal::CardLength { length: 0 }));
        assert_eq!((of(1), of(39), of(40)), (Ok(()), Ok(()), Ok(())));
        assert_eq!(of(41), Err(PersonRefusal::CardLength { length: 41 }));
        for bad in ["SSN 1", "카드", "a\tb", "a\n"] {
            assert_eq!(CardNumber::parse(bad.to_owned()), Err(PersonRefusal::CardNotPlain), "{bad:?}");
        }
    }

    #[test]
    fn an_identity_has_a_named_issuer_and_a_subject_of_at_most_255_characters() {
        let of = |issuer: &str, subject: &str| {
            identity_fits(&Identity { issuer: issuer.to_owned(), subject: subject.to_owned() })
        };
        assert_eq!(of("seoul-id", "seoul/minji"), Ok(()));
        assert_eq!(of("Seoul", "x"), Err(PersonRefusal::NotAnIssuer { length: 5 }));
        assert_eq!(of("demo", ""), Err(PersonRefusal::SubjectLength { length: 0 }));
        assert_eq!((of("demo", &"x".repeat(254)), of("demo", &"x".repeat(255))), (Ok(()), Ok(())));
        assert_eq!(of("demo", &"x".repeat(256)), Err(PersonRefusal::SubjectLength { length: 256 }));
        assert_eq!(of("demo", "a\nb"), Err(PersonRefusal::SubjectHasControlCharacters));
    }

    #[test]
    fn a_turn_reads_back_what_it_writes() {
        let turn = Turn { member: MemberId::named("seosan", "minji"), changes: 7 };
        assert_eq!(turn.to_string().parse(), Ok(turn));
        for foreign in ["", "@", "mem_1@2", &turn.member.to_string()] {
            assert_eq!(foreign.parse::<Turn>(), Err(NotATurn), "{foreign}");
        }
    }

    #[test]
    fn nothing_personal_shows_in_a_debug_text() {
        let identity = Identity { issuer: "demo".to_owned(), subject: "planted".to_owned() };
        let card = CardNumber::parse("planted".to_owned()).unwrap();
        let contact: Contact =
            serde_json::from_str(r#"{"name":"planted","email":"planted@x.example","language":"ko"}"#)
                .unwrap();
        let shown = format!(
            "{card:?} {:?} {:?} {:?}",
            Unique::Card(card.clone()),
            Unique::Identity(identity.clone()),
            PersonalData {
                identity: Had { value: identity, since_change: 0 },
                contact,
                card: Some(Had { value: card.clone(), since_change: 0 })
            }
        );
        assert!(!shown.contains("planted"), "{shown}");
    }
}
