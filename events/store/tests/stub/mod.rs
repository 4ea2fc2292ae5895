//! A stub of KurrentDB that the real client library talks to over gRPC. It shows that the engine asks and understands as
//! the protocol has it, and what it does under the server's documented rules and under faults; it shows nothing of a real
//! server. For that there is `nanum verify store --url`.

pub mod rules;
pub mod wire;

use std::{
    collections::VecDeque,
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use tokio::sync::{Barrier, mpsc, watch};
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::{
    Request, Response, Status, Streaming,
    body::BoxBody,
    codec::ProstCodec,
    codegen::{Service, http},
    server::{ClientStreamingService, Grpc, NamedService, ServerStreamingService},
    transport::Server,
};

use self::{
    rules::{Rules, begins_with, is_in},
    wire::*,
};

/// What goes wrong with an append.
#[derive(Debug, Clone)]
pub enum Fault {
    /// It is stored, and the answer is that it timed out.
    AnswerLost,
    /// It is not stored, and the node says that it is not ready.
    NotReady,
    /// It waits until as many have arrived.
    Meet(Arc<Barrier>),
}

/// The state of the server.
pub struct Stub {
    pub rules: Rules,
    pub address: String,
    /// The faults of the next appends, one each.
    pub faults: Mutex<VecDeque<Fault>>,
    /// Counted up to break all subscriptions.
    breaks: watch::Sender<u32>,
}

impl Stub {
    /// Serves until the process ends.
    pub async fn start(step: u64) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (faults, breaks) = (Mutex::default(), watch::channel(0).0);
        let stub = Arc::new(Self { rules: Rules::new(step), address, faults, breaks });
        let server = Server::builder().add_service(Streams(Arc::clone(&stub)));
        // Small answers at once, as a real server sends them.
        let connections =
            TcpListenerStream::new(listener).inspect_ok(|socket| socket.set_nodelay(true).unwrap());
        tokio::spawn(server.serve_with_incoming(connections));
        stub
    }

    pub fn url(&self) -> String {
        // The library waits that many milliseconds before each attempt to connect, the first one too.
        format!("esdb://{}?tls=false&discoveryInterval=10", self.address)
    }

    pub fn fail_next_appends(&self, faults: impl IntoIterator<Item = Fault>) {
        self.faults.lock().unwrap().extend(faults);
    }

    pub fn break_subscriptions(&self) {
        self.breaks.send_modify(|breaks| *breaks += 1);
    }

    /// What another service of the cluster writes.
    pub fn others_write(&self, stream: &str) {
        let revision =
            self.rules.events().iter().filter(|event| is_in(event, stream.as_bytes())).count() as u64;
        let expected = match revision {
            0 => ExpectedRevision::NoStream(Empty {}),
            next => ExpectedRevision::Revision(next - 1),
        };
        let id = Some(Id { value: Some(IdValue::Text(uuid::Uuid::from_u64_pair(7, revision).to_string())) });
        let metadata = [("type".to_owned(), "other".to_owned())].into();
        let proposed =
            Proposed { id, metadata, custom_metadata: b"no JSON".to_vec(), data: b"nor here".to_vec() };
        self.rules.append(stream.as_bytes(), expected, vec![proposed]);
    }

    async fn append(&self, mut request: Streaming<AppendReq>) -> Result<AppendResp, Status> {
        let Some(AppendContent::Options(options)) = request.message().await?.and_then(|first| first.content)
        else {
            return Err(Status::invalid_argument("an append begins with its options"));
        };
        let mut proposed = Vec::new();
        while let Some(AppendContent::Proposed(event)) =
            request.message().await?.and_then(|next| next.content)
        {
            proposed.push(event);
        }
        let stream = options.stream.unwrap_or_default().stream_name;
        let expected = options.expected.ok_or_else(|| Status::invalid_argument("no expected revision"))?;
        let fault = self.faults.lock().unwrap().pop_front();
        match &fault {
            Some(Fault::NotReady) => return Err(Status::unavailable("Server Is Not Ready")),
            Some(Fault::Meet(barrier)) => {
                barrier.wait().await;
            }
            Some(Fault::AnswerLost) | None => {}
        }
        let result = self.rules.append(&stream, expected, proposed);
        if matches!(fault, Some(Fault::AnswerLost)) {
            return Err(Status::aborted("Operation timed out: Commit phase timeout."));
        }
        Ok(AppendResp { result: Some(result) })
    }

    fn read(self: &Arc<Self>, options: ReadOptions) -> BoxStream<'static, Result<ReadResp, Status>> {
        if options.count.is_none() {
            return self.follow(&options);
        }
        let found = match &options.stream {
            Some(of) => self.read_stream(of, &options),
            None => self.read_all(&options),
        };
        stream::iter(found.into_iter().map(|content| Ok(ReadResp { content: Some(content) }))).boxed()
    }

    fn read_stream(&self, of: &StreamOptions, options: &ReadOptions) -> Vec<ReadContent> {
        let name = of.stream.clone().unwrap_or_default();
        let stored = self.rules.events();
        let mut events = stored.iter().filter(|event| is_in(event, &name.stream_name)).peekable();
        if events.peek().is_none() {
            return vec![ReadContent::StreamNotFound(StreamNotFound { stream: Some(name) })];
        }
        match options.direction {
            1 => {
                let from = of.revision.unwrap_or(u64::MAX);
                contents(events.rev().filter(|event| event.revision <= from), options)
            }
            _ => {
                let from = of.revision.unwrap_or_default();
                contents(events.filter(|event| event.revision >= from), options)
            }
        }
    }

    /// Only its end is read: the engine has no other use for a read without a filter.
    fn read_all(&self, options: &ReadOptions) -> Vec<ReadContent> {
        assert!(options.direction == 1 && options.all.as_ref().is_some_and(|all| all.end.is_some()));
        contents(self.rules.events().iter().rev(), options)
    }

    /// From after a position through what is stored to what comes, with checkpoints, until it is broken.
    fn follow(self: &Arc<Self>, options: &ReadOptions) -> BoxStream<'static, Result<ReadResp, Status>> {
        let after = options.all.as_ref().and_then(|all| all.position).map_or(0, |position| position.commit);
        let filter = options.filter.clone().expect("the engine follows with a filter only");
        let prefixes = filter.streams.unwrap_or_default().prefixes;
        let (pieces, received) = mpsc::channel(16);
        tokio::spawn(follow(Arc::clone(self), after, prefixes, pieces));
        ReceiverStream::new(received).boxed()
    }
}

type Pieces = mpsc::Sender<Result<ReadResp, Status>>;

async fn follow(stub: Arc<Stub>, mut after: u64, prefixes: Vec<String>, pieces: Pieces) {
    let (mut stored, mut breaks) = (stub.rules.watch(), stub.breaks.subscribe());
    let mut next = vec![ReadContent::Confirmation(Confirmation { subscription_id: "stub".to_owned() })];
    loop {
        stored.mark_unchanged();
        let events = stub.rules.after(after);
        if let Some(last) = events.last().map(|event| event.commit_position) {
            after = last;
            next.extend(events.into_iter().filter(|event| begins_with(event, &prefixes)).map(content));
            next.push(ReadContent::Checkpoint(Position { commit: last, prepare: last }));
        }
        next.push(ReadContent::CaughtUp(Empty {}));
        for content in next.drain(..) {
            if pieces.send(Ok(ReadResp { content: Some(content) })).await.is_err() {
                return;
            }
        }
        tokio::select! {
            _ = stored.changed() => {}
            () = pieces.closed() => return,
            _ = breaks.changed() => {
                let _ = pieces.send(Err(Status::unavailable("the node goes down"))).await;
                return;
            }
        }
    }
}

fn content(event: RecordedEvent) -> ReadContent {
    ReadContent::Event(ReadEvent { event: Some(event) })
}

fn contents<'a>(events: impl Iterator<Item = &'a RecordedEvent>, options: &ReadOptions) -> Vec<ReadContent> {
    let count = options.count.and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX);
    events.take(count).cloned().map(content).collect()
}

/// The service as gRPC calls it.
#[derive(Clone)]
struct Streams(Arc<Stub>);

impl NamedService for Streams {
    const NAME: &'static str = "event_store.client.streams.Streams";
}

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Status>> + Send>>;

impl ClientStreamingService<AppendReq> for Streams {
    type Response = AppendResp;
    type Future = Answer<Response<AppendResp>>;

    fn call(&mut self, request: Request<Streaming<AppendReq>>) -> Self::Future {
        let stub = Arc::clone(&self.0);
        Box::pin(async move { stub.append(request.into_inner()).await.map(Response::new) })
    }
}

impl ServerStreamingService<ReadReq> for Streams {
    type Response = ReadResp;
    type ResponseStream = BoxStream<'static, Result<ReadResp, Status>>;
    type Future = Answer<Response<Self::ResponseStream>>;

    fn call(&mut self, request: Request<ReadReq>) -> Self::Future {
        let stub = Arc::clone(&self.0);
        Box::pin(
            async move { Ok(Response::new(stub.read(request.into_inner().options.unwrap_or_default()))) },
        )
    }
}

impl Service<http::Request<BoxBody>> for Streams {
    type Response = http::Response<BoxBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<BoxBody>) -> Self::Future {
        let streams = self.clone();
        Box::pin(async move {
            assert_eq!(request.headers()["requires-leader"], "true");
            Ok(match request.uri().path().rsplit('/').next() {
                Some("Append") => {
                    let codec = ProstCodec::<AppendResp, AppendReq>::default();
                    Grpc::new(codec).client_streaming(streams, request).await
                }
                Some("Read") => {
                    let codec = ProstCodec::<ReadResp, ReadReq>::default();
                    Grpc::new(codec).server_streaming(streams, request).await
                }
                other => Status::unimplemented(format!("{other:?}")).into_http(),
            })
        })
    }
}
