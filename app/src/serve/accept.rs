use std::io;
use std::sync::Arc;

use poem::http::uri::Scheme;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Makes of a new connection what HTTP is spoken over.
pub trait Accept: Clone + Send + Sync + 'static {
    /// What HTTP is spoken over.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// How the URLs begin that are served in this way.
    const SCHEME: Scheme;

    /// Fails if nothing can be spoken with this client, and gives nothing if all has been said.
    fn accept(&self, stream: TcpStream) -> impl Future<Output = io::Result<Option<Self::Stream>>> + Send;
}

/// HTTP in the clear.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Accept for Plain {
    type Stream = TcpStream;
    const SCHEME: Scheme = Scheme::HTTP;

    async fn accept(&self, stream: TcpStream) -> io::Result<Option<TcpStream>> {
        Ok(Some(stream))
    }
}

/// HTTP over TLS.
#[derive(Clone)]
pub struct Secured(TlsAcceptor);

/// A certificate authority asks by this protocol, and the handshake is all the answer (RFC 8737 §3).
const ACME_CHALLENGE: &[u8] = b"acme-tls/1";

impl Secured {
    /// With TLS as `config` says.
    pub fn new(config: Arc<ServerConfig>) -> Self {
        Self(config.into())
    }
}

impl Accept for Secured {
    type Stream = TlsStream<TcpStream>;
    const SCHEME: Scheme = Scheme::HTTPS;

    async fn accept(&self, stream: TcpStream) -> io::Result<Option<Self::Stream>> {
        let mut stream = self.0.accept(stream).await?;
        if stream.get_ref().1.alpn_protocol() == Some(ACME_CHALLENGE) {
            stream.shutdown().await?;
            return Ok(None);
        }
        Ok(Some(stream))
    }
}
