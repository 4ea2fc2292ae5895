//! Connections: how many there may be, of all and of one address, and how long they may take. Whoever holds more than
//! their share loses the ones that do nothing, the oldest first, so that many silent connections shut nobody out.

use std::{
    collections::HashMap,
    io,
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::Request,
    response::Response,
};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::Sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Service;

use crate::{
    Limits,
    admission::{Peer, one_of_its_network},
};

/// Most bytes of a request's head, with all of its fields.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// After a connection could not be taken, such as for want of file descriptors.
const PAUSE_AFTER_A_FAULT: Duration = Duration::from_millis(50);

/// Serves connections until the listener is asked to stop; then each may finish what it works on.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    stopping: impl Future<Output = ()>,
) {
    let (open, tasks) = (Arc::new(Open::new(limits)), TaskTracker::new());
    let stop = CancellationToken::new();
    let mut stopping = std::pin::pin!(stopping);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stopping => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let address = one_of_its_network(peer.ip());
                if let Some(connection) = open.take(address) {
                    let times = Times::of(limits);
                    let (router, stop, open) = (router.clone(), stop.clone(), open.clone());
                    tasks.spawn(async move {
                        converse(stream, connection.clone(), router, times, stop).await;
                        open.forget(&connection);
                    });
                }
            }
            Err(fault) => {
                tracing::warn!(%fault, "a connection cannot be taken");
                open.close_an_idle_one(None);
                tokio::time::sleep(PAUSE_AFTER_A_FAULT).await;
            }
        }
    }
    drop(listener);
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}

#[derive(Clone, Copy)]
struct Times {
    head: Duration,
    write: Duration,
}

impl Times {
    fn of(limits: &Limits) -> Self {
        Self {
            head: Duration::from_secs(limits.head_within_seconds),
            write: Duration::from_secs(limits.write_within_seconds),
        }
    }
}

/// Answers the requests of one connection, one after the other.
async fn converse(
    stream: TcpStream,
    connection: Arc<Connection>,
    router: Router,
    times: Times,
    stop: CancellationToken,
) {
    let _ = stream.set_nodelay(true);
    let served = connection.clone();
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let (mut router, work) = (router.clone(), Work::on(&served));
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Peer(served.address));
        async move {
            let response: Response = router.call(request).await?;
            Ok::<_, std::convert::Infallible>(response.map(|body| Answer { body, _work: work }))
        }
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(times.head).max_buf_size(HEAD_BYTES_MAX);
    let io = TokioIo::new(Patient { stream, patience: times.write, out_of: None });
    let mut conversation = std::pin::pin!(http.serve_connection(io, service));
    let ended = tokio::select! {
        ended = conversation.as_mut() => ended,
        () = connection.close.cancelled() => return,
        () = stop.cancelled() => {
            conversation.as_mut().graceful_shutdown();
            conversation.await
        }
    };
    if let Err(fault) = ended {
        tracing::debug!(%fault, "a connection ended early");
    }
}

/// The connections that are open.
struct Open {
    in_all_max: usize,
    of_one_max: usize,
    by_address: Mutex<ByAddress>,
}

#[derive(Default)]
struct ByAddress {
    in_all: usize,
    /// The oldest first.
    of_one: HashMap<IpAddr, Vec<Arc<Connection>>>,
}

struct Connection {
    address: IpAddr,
    /// Requests in work, until all of their answer is written.
    in_work: AtomicUsize,
    close: CancellationToken,
}

impl Open {
    fn new(limits: &Limits) -> Self {
        Self {
            in_all_max: limits.connections_max,
            of_one_max: limits.connections_of_one_address_max,
            by_address: Mutex::default(),
        }
    }

    /// Room for one more; `None` when there is none, and none is idle.
    fn take(&self, address: IpAddr) -> Option<Arc<Connection>> {
        let (own, all) = {
            let open = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
            (open.of_one.get(&address).map_or(0, Vec::len), open.in_all)
        };
        if own >= self.of_one_max && !self.close_an_idle_one(Some(address)) {
            return None;
        }
        if all >= self.in_all_max && !self.close_an_idle_one(None) {
            return None;
        }
        let connection =
            Arc::new(Connection { address, in_work: AtomicUsize::new(0), close: CancellationToken::new() });
        let mut open = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        open.in_all += 1;
        open.of_one.entry(address).or_default().push(connection.clone());
        Some(connection)
    }

    /// Closes the oldest connection that does nothing, of an address or of whoever has most of them.
    fn close_an_idle_one(&self, of: Option<IpAddr>) -> bool {
        let mut open = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let most = || open.of_one.iter().max_by_key(|(_, own)| own.len()).map(|(address, _)| *address);
        let Some(address) = of.or_else(most) else { return false };
        let Some(own) = open.of_one.get_mut(&address) else { return false };
        let Some(at) = own.iter().position(|it| it.in_work.load(Ordering::Relaxed) == 0) else {
            return false;
        };
        own.remove(at).close.cancel();
        open.in_all -= 1;
        true
    }

    fn forget(&self, connection: &Arc<Connection>) {
        let mut open = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(own) = open.of_one.get_mut(&connection.address) else { return };
        let before = own.len();
        own.retain(|it| !Arc::ptr_eq(it, connection));
        let (gone, none_left) = (before - own.len(), own.is_empty());
        if none_left {
            open.of_one.remove(&connection.address);
        }
        open.in_all -= gone;
    }
}

/// A request in work, until all of its answer is written or nobody wants it.
struct Work(Arc<Connection>);

impl Work {
    fn on(connection: &Arc<Connection>) -> Self {
        connection.in_work.fetch_add(1, Ordering::Relaxed);
        Self(connection.clone())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.in_work.fetch_sub(1, Ordering::Relaxed);
    }
}

/// An answer's body, on which its connection works until it is dropped.
struct Answer {
    body: Body,
    _work: Work,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream that is given up when its reader takes nothing for too long.
struct Patient {
    stream: TcpStream,
    patience: Duration,
    /// While the reader takes nothing.
    out_of: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn unless_out_of<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.out_of = None;
            return written;
        }
        let patience = self.patience;
        let out_of = self.out_of.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        out_of.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.unless_out_of(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.unless_out_of(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.unless_out_of(context, shut)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.unless_out_of(context, written)
    }
}

#[cfg(test)]
mod tests;
