//! The bus within one process: followers read the outboxes themselves, and a request is a call.
//!
//! Each service has a handle of its own on the same bus ([`LocalBus::join`]), as it would have a connection of its own to
//! a server. Closing a handle withdraws what came with it and nothing else, so that a service can end and come back.

mod directory;
mod following;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use futures::{FutureExt, stream::BoxStream};
use nanum_contracts::TenantId;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use self::directory::{Directory, HandleId, Serving};
use crate::{Bus, BusError, Delivered, Interest, Marks, Outbox, Responder, asker::working_for, check_size};

/// A handle on a bus within this process. Dropping it closes it without waiting for requests in work.
#[derive(Debug)]
pub struct LocalBus {
    id: HandleId,
    directory: Arc<Directory>,
    /// Requests in work at this handle's responders.
    requests: TaskTracker,
    closing: CancellationToken,
    _close_when_dropped: DropGuard,
}

impl LocalBus {
    /// A new bus, and the first handle on it.
    pub fn new() -> Self {
        Self::handle(Arc::default())
    }

    /// Another handle on the same bus.
    #[must_use]
    pub fn join(&self) -> Self {
        Self::handle(Arc::clone(&self.directory))
    }

    fn handle(directory: Arc<Directory>) -> Self {
        let closing = CancellationToken::new();
        Self {
            id: directory.next_handle(),
            directory,
            requests: TaskTracker::new(),
            _close_when_dropped: closing.clone().drop_guard(),
            closing,
        }
    }

    fn check_open(&self) -> Result<(), BusError> {
        if self.closing.is_cancelled() {
            Err(BusError::Unavailable("it is closed".to_owned()))
        } else {
            Ok(())
        }
    }
}

impl Default for LocalBus {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for LocalBus {
    fn drop(&mut self) {
        self.directory.withdraw(self.id);
    }
}

#[async_trait]
impl Bus for LocalBus {
    async fn attach(&self, outbox: Arc<dyn Outbox>) -> Result<(), BusError> {
        self.check_open()?;
        self.directory.attach(self.id, outbox);
        Ok(())
    }

    async fn follow(
        &self,
        interest: Interest,
        marks: Marks,
    ) -> Result<BoxStream<'static, Delivered>, BusError> {
        self.check_open()?;
        Ok(following::follow(&self.directory, interest, marks, self.closing.clone()))
    }

    async fn serve(&self, service: &str, responder: Arc<dyn Responder>) -> Result<(), BusError> {
        self.check_open()?;
        self.directory.serve(self.id, service, Serving::new(responder, self.requests.clone()));
        Ok(())
    }

    async fn request(
        &self,
        service: &str,
        _tenant: &TenantId,
        operation: &str,
        request: Bytes,
        wait_at_most: Duration,
    ) -> Result<Bytes, BusError> {
        self.check_open()?;
        check_size(&request)?;
        let serving =
            self.directory.responder_of(service).ok_or_else(|| BusError::NoResponder(service.to_owned()))?;
        let answer = ask(serving, service, operation, request);
        let reply = tokio::time::timeout(wait_at_most, answer)
            .await
            .unwrap_or_else(|_| Err(BusError::TimedOut(service.to_owned())))?;
        check_size(&reply)?;
        Ok(reply)
    }

    fn head_of(&self, service: &str) -> Option<u64> {
        self.directory.head_of(service)
    }

    async fn ready(&self) -> Result<(), BusError> {
        self.check_open()
    }

    async fn close(&self, finish_within: Duration) {
        if self.closing.is_cancelled() {
            return;
        }
        self.directory.withdraw(self.id);
        self.requests.close();
        if tokio::time::timeout(finish_within, self.requests.wait()).await.is_err() {
            tracing::warn!(requests = self.requests.len(), "closed with requests still in work");
        }
        self.closing.cancel();
    }
}

/// Calls the responder in a task of its own, so that it goes on when the caller does not wait, as it would elsewhere; it can
/// find out that the caller has gone.
async fn ask(serving: Serving, service: &str, operation: &str, request: Bytes) -> Result<Bytes, BusError> {
    let timed_out = || BusError::TimedOut(service.to_owned());
    let turn = Arc::clone(&serving.turns).acquire_owned().await.map_err(|_| timed_out())?;
    let (responder, named) = (serving.responder, operation.to_owned());
    let gone = CancellationToken::new();
    let _gone_when_dropped = gone.clone().drop_guard();
    let work = serving.requests.spawn(working_for(gone, async move {
        let _turn = turn;
        AssertUnwindSafe(responder.respond(&named, request)).catch_unwind().await
    }));
    match work.await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(_)) | Err(_) => {
            tracing::error!(service, operation, "the responder panicked; what it did is not known");
            Err(timed_out())
        }
    }
}

#[cfg(test)]
mod tests;
