//! A mail server that answers recipients as it was told.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

#[derive(Clone)]
pub(crate) struct MailServer {
    pub(crate) url: String,
    mails: Arc<Mutex<Vec<String>>>,
    deferred: Arc<Mutex<HashSet<String>>>,
}

impl MailServer {
    /// `recipients`: the answers to the first recipients, in order; all later ones are welcome.
    pub(crate) async fn start(recipients: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let server = Self { url, mails: Arc::default(), deferred: Arc::default() };
        let script: VecDeque<String> = recipients.iter().map(|answer| (*answer).to_owned()).collect();
        let (script, listening) = (Arc::new(Mutex::new(script)), server.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, script.clone(), listening.clone()));
            }
        });
        server
    }

    /// From now on it says *not now* to mails for this address.
    pub(crate) fn defers(&self, address: &str) {
        self.deferred.lock().unwrap().insert(address.to_owned());
    }

    /// It takes mails for everybody again.
    pub(crate) fn takes_all(&self) {
        self.deferred.lock().unwrap().clear();
    }

    fn answer_to(&self, recipient: &str) -> Option<String> {
        let deferred = self.deferred.lock().unwrap();
        deferred.iter().any(|address| recipient.contains(address)).then(|| "451 not now".to_owned())
    }

    pub(crate) fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }
}

async fn talk(stream: TcpStream, script: Arc<Mutex<VecDeque<String>>>, server: MailServer) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test ESMTP\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.get(..4).unwrap_or("").to_ascii_uppercase();
        let answer = match verb.as_str() {
            "RCPT" => {
                let scripted = server.answer_to(&line).or_else(|| script.lock().unwrap().pop_front());
                scripted.unwrap_or_else(|| "250 welcome".to_owned())
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut mail = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    mail += &(line + "\n");
                }
                server.mails.lock().unwrap().push(mail);
                "250 taken".to_owned()
            }
            "QUIT" => "221 bye".to_owned(),
            _ => "250 ok".to_owned(),
        };
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}
