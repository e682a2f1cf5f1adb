//! Accepts connections and serves an endpoint on them until told to stop.
//!
//! An own small loop over hyper: poem's own server has no time-out for the head of a request and
//! spins when the process is out of file descriptors.
//!
//! No client can hold the service: [`Life`] ends connections on which nothing happens, and
//! [`Connections`] knows whose to end where there are too many.

mod accept;
pub(crate) mod client;
mod connections;
mod files;
mod life;
mod watched;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, Shared};
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request, Response};
use time::OffsetDateTime;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

pub use accept::{Accept, Plain, Secured};
pub use client::TrustedProxies;
pub use connections::ConnectionLimits;
pub use files::most_open_files;

use crate::access_log::{AccessLog, Unanswered};
use connections::{Admitted, Connections};
use life::Life;
use watched::Watched;

/// How long requests in flight may take to end after the order to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long to wait when no connection can be accepted, for want of file descriptors say.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How many requests may be under way on one connection.
const MAX_CONCURRENT_STREAMS: u32 = 128;
/// The most bytes of a head of HTTP/1, and of what is read ahead of a body.
const MAX_BUFFER: usize = 64 * 1024;
/// The most bytes of a head of HTTP/2.
const MAX_HEADER_LIST: u32 = 32 * 1024;

/// Done when it is time to stop; all that listens shares one.
pub type Stop = Shared<BoxFuture<'static, ()>>;

/// What is done with every request, whatever it is for.
#[derive(Clone)]
pub struct Reception {
    proxies: TrustedProxies,
    log: Option<AccessLog>,
    connections: Connections,
}

impl Reception {
    /// Where `proxies` may tell for whom they ask, requests are noted in `log`, and connections have
    /// `limits`.
    pub fn new(proxies: TrustedProxies, log: Option<AccessLog>, limits: ConnectionLimits) -> Self {
        let connections = Connections::new(limits, proxies.clone());
        Self { proxies, log, connections }
    }

    /// Tells how many connections are busy, and how many are not.
    pub fn counter(&self) -> impl Fn() -> (usize, usize) + Send + Sync + use<> {
        let connections = self.connections.clone();
        move || connections.count()
    }

    /// Where requests are noted.
    pub fn into_log(self) -> Option<AccessLog> {
        self.log
    }

    async fn answer<E>(
        &self,
        request: hyper::Request<Incoming>,
        local: LocalAddr,
        peer: SocketAddr,
        scheme: Scheme,
        endpoint: &E,
    ) -> hyper::Response<BoxBody<Bytes, io::Error>>
    where
        E: Endpoint<Output = Response>,
    {
        let client = self.proxies.client(peer, scheme, request.headers());
        let note = self.log.as_ref().map(|log| {
            let is_head = request.method() == Method::HEAD;
            (log, is_head, Unanswered::new(client.address, OffsetDateTime::now_utc(), &request))
        });
        let address = RemoteAddr(SocketAddr::new(client.address, peer.port()).into());
        let request: Request = (request, local, address, client.scheme).into();
        let response: hyper::Response<_> = endpoint.get_response(request).await.into();
        if let Some((log, is_head, line)) = note {
            let length = if is_head { 0 } else { response.body().size_hint().lower() };
            log.note(line.answered(response.status(), length)).await;
        }
        response
    }
}

/// Serves `endpoint` on `listener` until `stop` is done; requests in flight are finished.
pub async fn serve<A, E>(listener: TcpListener, accept: A, reception: Reception, endpoint: Arc<E>, mut stop: Stop)
where
    A: Accept,
    E: Endpoint<Output = Response> + 'static,
{
    let door = Door { accept, reception, endpoint, protocols: protocols(), stop: stop.clone() };
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => match door.reception.connections.admit(peer.ip(), Instant::now()) {
                Some(admitted) => {
                    tokio::spawn(door.clone().serve(stream, peer, admitted, connections.watcher()));
                }
                None => tracing::debug!(%peer, "there are too many connections, and all are busy"),
            },
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop((listener, door));
    if timeout(GRACE, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

fn protocols() -> auto::Builder<TokioExecutor> {
    let mut protocols = auto::Builder::new(TokioExecutor::new());
    protocols.http1().header_read_timeout(None).max_buf_size(MAX_BUFFER);
    protocols.http2().max_concurrent_streams(MAX_CONCURRENT_STREAMS).max_header_list_size(MAX_HEADER_LIST);
    protocols
}

/// How connections are served that come in at one place.
struct Door<A, E> {
    accept: A,
    reception: Reception,
    endpoint: Arc<E>,
    protocols: auto::Builder<TokioExecutor>,
    stop: Stop,
}

impl<A: Accept, E> Clone for Door<A, E> {
    fn clone(&self) -> Self {
        let (accept, reception, endpoint) = (self.accept.clone(), self.reception.clone(), self.endpoint.clone());
        Self { accept, reception, endpoint, protocols: self.protocols.clone(), stop: self.stop.clone() }
    }
}

impl<A: Accept, E: Endpoint<Output = Response> + 'static> Door<A, E> {
    async fn serve(self, stream: TcpStream, peer: SocketAddr, admitted: Admitted, watcher: Watcher) {
        let life = admitted.life.clone();
        tokio::select! {
            () = self.converse(stream, peer, admitted.life.clone(), watcher) => {}
            () = life.over() => tracing::debug!(%peer, "connection closed: nothing happened, or its place was needed"),
        }
    }

    async fn converse(self, stream: TcpStream, peer: SocketAddr, life: Arc<Life>, watcher: Watcher) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "cannot set TCP_NODELAY");
        }
        let local = LocalAddr(stream.local_addr().unwrap_or(peer).into());
        let accepted = tokio::select! {
            accepted = self.accept.accept(stream) => accepted,
            () = self.stop => return,
        };
        let stream = match accepted {
            Ok(Some(stream)) => Watched::new(stream, life.clone()),
            Ok(None) => return,
            Err(error) => return tracing::debug!(%error, %peer, "nothing can be spoken with this client"),
        };
        let (reception, endpoint) = (self.reception, self.endpoint);
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let (reception, endpoint, local) = (reception.clone(), endpoint.clone(), local.clone());
            let life = life.clone();
            async move {
                let _exchange = life.begin(request.version() == Version::HTTP_2, Instant::now());
                Ok::<_, Infallible>(reception.answer(request, local, peer, A::SCHEME, endpoint.as_ref()).await)
            }
        });
        let connection = self.protocols.serve_connection(TokioIo::new(stream), service);
        if let Err(error) = watcher.watch(connection.into_owned()).await {
            tracing::debug!(error, "connection ended");
        }
    }
}
