//! HTTP/1.1 as far as a load needs it: requests as bytes made beforehand, answers by their status and length. A full
//! client would use as much of the processor as the server that is measured.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::super::BenchError;

/// Most bytes an answer may have here.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// A connection that is kept alive.
pub(super) struct Connection {
    stream: TcpStream,
    /// What has been read; an answer and nothing else, as nothing is sent before it is there.
    read: Vec<u8>,
}

/// An answer.
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> Result<Self, BenchError> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(8 * 1024) })
    }

    /// Sends a request and waits for its answer.
    pub(super) async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>, BenchError> {
        self.stream.write_all(request).await?;
        self.read.clear();
        loop {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err("the server has closed the connection".into());
            }
            if self.read.len() > ANSWER_BYTES_MAX {
                return Err("an answer is too large".into());
            }
            if let Some((status, body_at)) = whole(&self.read)? {
                return Ok(Answer { status, body: self.read.get(body_at..).unwrap_or_default() });
            }
        }
    }
}

/// The status, and where the body begins, once all of it is there.
fn whole(read: &[u8]) -> Result<Option<(u16, usize)>, BenchError> {
    let Some(head) = read.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(read.get(..head).unwrap_or_default())?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or("an answer without a status")?;
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim())
    });
    let length: usize = length.ok_or("an answer without a length")?.parse()?;
    let body_at = head + 4;
    Ok((read.len() >= body_at + length).then_some((status.parse()?, body_at)))
}

/// A request with a JSON body.
pub(super) fn request(method: &str, path: &str, token: Option<&str>, kind: &str, body: &str) -> String {
    let authorization = token.map_or_else(String::new, |token| format!("authorization: Bearer {token}\r\n"));
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\n{authorization}content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_body_is() {
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}";
        for short in 0..answer.len() {
            assert_eq!(whole(&answer[..short]).unwrap(), None, "{short}");
        }
        assert_eq!(whole(answer).unwrap(), Some((201, answer.len() - 2)));
        assert!(whole(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
