//! A real SMTP server that keeps what it receives in a Maildir.

use std::path::Path;
use std::process::Stdio;

use mail_parser::{HeaderName, Message, MessageParser};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::{START_MAX, free_port};
use crate::eventually;

/// Debian's Python, where the package `python3-aiosmtpd` is.
const PYTHON: &str = "/usr/bin/python3";

/// A mail server for one test. It delivers nowhere: every mail stays with it, whoever it is for.
#[derive(Debug)]
pub struct MailServer {
    _server: Child,
    folder: TempDir,
    port: u16,
}

/// A mail as the server took it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The envelope's recipients: to whom it would be delivered, whatever its header says.
    pub to: Vec<String>,
    /// The address in the `From` header.
    pub from: String,
    pub subject: String,
    pub message_id: String,
    /// The plain text, decoded.
    pub body: String,
    /// `Content-Language`, when the mail names one.
    pub language: Option<String>,
}

impl MailServer {
    /// Starts the server and waits until it accepts connections.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start() -> Self {
        let folder = TempDir::new().expect("a folder for mails");
        let port = free_port();
        let log = std::fs::File::create(folder.path().join("log")).expect("a log file");
        let mut server = Command::new(PYTHON)
            .args(["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Mailbox"])
            .arg(folder.path().join("mails"))
            .args(["-l", &format!("127.0.0.1:{port}")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("mail server ({PYTHON} -m aiosmtpd): {error}"));
        eventually("mail server accepts connections", START_MAX, async || {
            if let Some(status) = server.try_wait().map_err(|error| error.to_string())? {
                let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
                panic!("mail server ended with {status}:\n{log}");
            }
            TcpStream::connect(("127.0.0.1", port)).await.map_err(|error| error.to_string())
        })
        .await;
        Self { _server: server, folder, port }
    }

    /// Where to send mail, `smtp://127.0.0.1:PORT`, without TLS or a password.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Every mail received so far, oldest first.
    ///
    /// # Panics
    /// When the server has stored what is not a mail.
    #[must_use]
    pub fn messages(&self) -> Vec<Mail> {
        // The server writes elsewhere and renames into `new`, so every file here is whole.
        let Ok(files) = std::fs::read_dir(self.folder.path().join("mails/new")) else {
            return Vec::new();
        };
        let mut paths: Vec<_> = files.map(|file| file.expect("a readable mail folder").path()).collect();
        paths.sort_by_key(|path| delivery_number(path));
        paths.iter().map(|path| read(path)).collect()
    }
}

/// `<seconds>.M<micros>P<pid>Q<number>.<host>`: the number counts a server's deliveries.
fn delivery_number(path: &Path) -> u64 {
    let name = path.file_name().and_then(|name| name.to_str()).expect("a Maildir file name");
    let (_, after) = name.split_once('Q').unwrap_or_else(|| panic!("{name}: not a Maildir file name"));
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("{name}: no delivery number"))
}

fn read(path: &Path) -> Mail {
    let bytes = std::fs::read(path).expect("a readable mail");
    let mail = MessageParser::default()
        .parse(&bytes)
        .unwrap_or_else(|| panic!("not a mail: {}", String::from_utf8_lossy(&bytes)));
    let from = mail.from().and_then(|from| from.first()).and_then(|from| from.address());
    Mail {
        to: header(&mail, "X-RcptTo").unwrap_or_default().split(", ").map(str::to_owned).collect(),
        from: from.unwrap_or_default().to_owned(),
        subject: mail.subject().unwrap_or_default().to_owned(),
        message_id: mail.message_id().unwrap_or_default().to_owned(),
        body: mail.body_text(0).unwrap_or_default().into_owned(),
        language: header(&mail, "Content-Language"),
    }
}

fn header(mail: &Message<'_>, name: &'static str) -> Option<String> {
    let name = HeaderName::parse(name)?;
    mail.header_raw(name).map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
}
