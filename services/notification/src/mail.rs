//! Handing mails over: to a mail server by SMTP, or into a folder when there is none.
//!
//! A mail's Message-ID and date come from the message, so that one sent twice after a crash is one to a mail reader.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        self,
        response::{Category, Code, Severity},
    },
};
use nanum_contracts::{ids::MessageId, membership::Contact};
use nanum_runtime::config::{ConfigFaults, set_or_empty};
use serde::Deserialize;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::writing::{Letter, one_line};

/// What the name of a mail's file ends with, while it is written and when it is whole.
const UNFINISHED: &str = "unfinished";
const FINISHED: &str = "eml";

/// The section `[mail]` of the settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The mail server; none: mails become files.
    #[serde(deserialize_with = "set_or_empty")]
    url: Option<String>,
    from: String,
    send_within_seconds: u64,
}

impl fmt::Debug for MailSettings {
    /// The URL may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailSettings").field("from", &self.from).finish_non_exhaustive()
    }
}

/// A mail to hand over. It holds personal data and is kept nowhere.
pub(crate) struct Mail<'a> {
    pub(crate) message: MessageId,
    pub(crate) written_at: Timestamp,
    pub(crate) contact: &'a Contact,
    pub(crate) letter: &'a Letter,
}

/// Why a mail was not taken. The reason names no person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotSent {
    ForGood(String),
    ForNow(String),
}

/// Hands mails over.
pub struct Mailer {
    from: Mailbox,
    way: Way,
    /// How long one mail may take.
    send_within: Duration,
    /// Where mails are that were written as files, now or under earlier settings.
    folder: PathBuf,
    /// Held for reading by who has a member's address in hand, for writing by who must be sure that nobody has.
    writing: RwLock<()>,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailer")
    }
}

impl Mailer {
    /// Opens the way to the mail server, which need not be there yet, or to the folder.
    ///
    /// # Errors
    /// Every fault of the settings.
    pub fn open(settings: &MailSettings, folder: &Path) -> Result<Self, ConfigFaults> {
        let send_within = Duration::from_secs(settings.send_within_seconds);
        let from = settings.from.parse::<Mailbox>().map_err(|cause| format!("mail.from: {cause}"));
        let way = match &settings.url {
            Some(url) => {
                smtp_to(url, send_within).map(Way::Smtp).map_err(|cause| format!("mail.url: {cause}"))
            }
            None => Ok(Way::Folder(folder.to_owned())),
        };
        let positive =
            if send_within.is_zero() { Err("mail.send_within_seconds: 0".to_owned()) } else { Ok(()) };
        match (from, way, positive) {
            (Ok(from), Ok(way), Ok(())) => {
                Ok(Self { from, way, send_within, folder: folder.to_owned(), writing: RwLock::default() })
            }
            (from, way, positive) => {
                let faults = [from.err(), way.err(), positive.err()];
                Err(ConfigFaults(faults.into_iter().flatten().collect()))
            }
        }
    }

    /// Hands a mail over.
    pub(crate) async fn send(&self, mail: &Mail<'_>) -> Result<(), NotSent> {
        let message = self.compose(mail)?;
        match &self.way {
            Way::Smtp(server) => match tokio::time::timeout(self.send_within, server.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(cause)) => Err(judge(&cause, mail.contact)),
                Err(_) => Err(NotSent::ForNow("the mail server did not take the mail in time".to_owned())),
            },
            Way::Folder(folder) => write(folder, mail.message, message.formatted()).await.map_err(|cause| {
                tracing::error!(folder = %folder.display(), %cause, "a mail cannot be written");
                NotSent::ForNow("the folder of mails cannot be written".to_owned())
            }),
        }
    }

    /// To be held from before a member's address is asked for until the mail is handed over.
    pub(crate) async fn writing(&self) -> RwLockReadGuard<'_, ()> {
        self.writing.read().await
    }

    /// Waits until nobody has an address in hand, and keeps it so while held: as long as one mail may take, at most.
    pub(crate) async fn nobody_writes(&self) -> RwLockWriteGuard<'_, ()> {
        self.writing.write().await
    }

    /// Deletes the file of a mail, finished or not; there need be none.
    pub(crate) async fn delete(&self, message: MessageId) -> std::io::Result<()> {
        for ending in [UNFINISHED, FINISHED] {
            match tokio::fs::remove_file(self.folder.join(format!("{message}.{ending}"))).await {
                Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(cause),
                _ => {}
            }
        }
        Ok(())
    }

    fn compose(&self, mail: &Mail<'_>) -> Result<Message, NotSent> {
        let no_address = |_| NotSent::ForGood("the address is none that mail can be sent to".to_owned());
        let to =
            Mailbox::new(Some(one_line(&mail.contact.name)), mail.contact.email.parse().map_err(no_address)?);
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.letter.subject.clone())
            .date(mail.written_at.into())
            .message_id(Some(format!("<{}@nanum>", mail.message)))
            // Nobody's out-of-office note shall answer (RFC 3834).
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", mail.letter.language))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.letter.body.clone())
            .map_err(|_| NotSent::ForGood("no mail can be made of the message".to_owned()))
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn smtp_to(url: &str, send_within: Duration) -> Result<AsyncSmtpTransport<Tokio1Executor>, smtp::Error> {
    // The library asks for STARTTLS by a parameter.
    let url = match url.strip_prefix("smtp+starttls://") {
        Some(rest) => format!("smtp://{rest}?tls=required"),
        None => url.to_owned(),
    };
    Ok(AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)?.timeout(Some(send_within)).build())
}

/// Whether a failure is about this mail for good, or may pass. What the server wrote is not repeated: it likes to name
/// the recipient.
fn judge(cause: &smtp::Error, contact: &Contact) -> NotSent {
    match cause.status() {
        Some(code) if refuses_the_mail(code) => {
            NotSent::ForGood(format!("the mail server refused it: {code}"))
        }
        Some(code) => NotSent::ForNow(format!("the mail server does not take it now: {code}")),
        None if cause.is_client() && !contact.email.is_ascii() => {
            NotSent::ForGood("the mail server takes only addresses in ASCII".to_owned())
        }
        None => {
            NotSent::ForNow("the mail server cannot be reached, or not in the way that is set".to_owned())
        }
    }
}

/// 55x is about the mail or its recipient; other permanent refusals (a wrong password, TLS wanted) are about us, and an
/// operator can mend them.
fn refuses_the_mail(code: Code) -> bool {
    code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
}

/// One file a message, whole or not there.
async fn write(folder: &Path, message: MessageId, mail: Vec<u8>) -> std::io::Result<()> {
    let [unfinished, finished] =
        [UNFINISHED, FINISHED].map(|ending| folder.join(format!("{message}.{ending}")));
    let folder = folder.to_owned();
    let write = move || {
        std::fs::create_dir_all(folder)?;
        std::fs::write(&unfinished, mail)?;
        std::fs::rename(&unfinished, &finished)
    };
    // All of it on one thread for blocking work, not each call on another.
    tokio::task::spawn_blocking(write).await?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(url: &str, from: &str) -> Result<Mailer, ConfigFaults> {
        let settings = serde_json::json!({ "url": url, "from": from, "send_within_seconds": 20 });
        Mailer::open(&serde_json::from_value(settings).unwrap(), Path::new("mail"))
    }

    #[tokio::test]
    async fn every_form_of_url_that_the_reference_names_is_taken() {
        let from = "Nanum <no-reply@nanum.example>";
        for url in [
            "",
            "smtp://127.0.0.1:2525",
            "smtp+starttls://me:secret@mail.example:587",
            "smtps://mail.example",
        ] {
            assert!(open(url, from).is_ok(), "{url}");
        }
    }

    #[test]
    fn every_fault_of_the_settings_is_named() {
        assert_eq!(open("ftp://mail.example", "nobody").unwrap_err().0.len(), 2);
    }
}
