use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use adapters::{HttpRegistry, RegistryAuth, RegistryTls};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, HeaderMap};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use ports::RegistryError;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::stock::endpoint;

/// A registry of a kind that Debian does not have: newer, broken or hostile.
pub(crate) struct Foreign {
    pub(crate) port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
    server: JoinHandle<()>,
}

/// What it was asked.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Seen {
    pub(crate) fn authorization(&self) -> Option<&str> {
        self.headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap())
    }
}

pub(crate) type Reply = Response<Full<Bytes>>;

trait Answering: Fn(&Seen, usize) -> Reply + Send + Sync + 'static {}
impl<F: Fn(&Seen, usize) -> Reply + Send + Sync + 'static> Answering for F {}

impl Foreign {
    /// A server that answers the requests, which are counted from 1.
    pub(crate) async fn start(answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_with(None, answer).await
    }

    pub(crate) async fn start_with(
        tls: Option<TlsAcceptor>,
        answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::default();
        let (log, answer) = (Arc::clone(&seen), Arc::new(answer));
        let server = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (tls, log, answer) = (tls.clone(), Arc::clone(&log), answer.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, log, answer).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, log, answer).await;
                            }
                        }
                    }
                });
            }
        });
        Self { port, seen, server }
    }

    pub(crate) fn client(&self) -> HttpRegistry {
        HttpRegistry::new(endpoint(self.port, RegistryAuth::Anonymous)).unwrap()
    }

    pub(crate) fn client_by(&self, tls: RegistryTls) -> HttpRegistry {
        let mut endpoint = endpoint(self.port, RegistryAuth::Anonymous);
        endpoint.tls = tls;
        HttpRegistry::new(endpoint).unwrap()
    }

    /// What it was asked so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    log: Arc<Mutex<Vec<Seen>>>,
    answer: Arc<impl Answering>,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let (log, answer) = (log.clone(), answer.clone());
        async move {
            let (head, body) = request.into_parts();
            let line = format!("{} {}", head.method, head.uri.path_and_query().unwrap());
            let body = body.collect().await.unwrap().to_bytes();
            let seen = Seen { line, headers: head.headers, body };
            let count = {
                let mut log = log.lock().unwrap();
                log.push(seen.clone());
                log.len()
            };
            Ok::<_, Infallible>(answer(&seen, count))
        }
    });
    // A client that hangs up is what some tests are about.
    let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
}

pub(crate) fn reply(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Reply {
    let builder = Response::builder().status(status);
    let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
    builder.body(Full::new(body.into())).unwrap()
}

/// An answer of failure as registries give it.
pub(crate) fn failure(status: u16, code: &str) -> Reply {
    reply(status, &[], format!("{{\"errors\": [{{\"code\": \"{code}\", \"message\": \"told so\"}}]}}"))
}

pub(crate) fn is_protocol<T>(outcome: Result<T, RegistryError>) -> bool {
    matches!(outcome, Err(RegistryError::Protocol(_)))
}
