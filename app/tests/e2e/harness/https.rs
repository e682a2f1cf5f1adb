use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::Resumption;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tempfile::NamedTempFile;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Outcome;

/// A client of HTTPS that trusts one authority and nobody else.
#[derive(Clone)]
pub(crate) struct HttpsClient(Arc<ClientConfig>);

/// One connection, good for many requests.
pub(crate) struct HttpsConnection {
    stream: BufReader<StreamOwned<ClientConnection, TcpStream>>,
    name: String,
}

impl HttpsClient {
    pub(crate) fn trusting(root: &Path) -> Self {
        Self::trusting_pem(&fs::read(root).unwrap())
    }

    pub(crate) fn trusting_pem(roots: &[u8]) -> Self {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(CertificateDer::pem_slice_iter(roots).map(Result::unwrap));
        let mut config = ClientConfig::builder().with_root_certificates(store).with_no_client_auth();
        // A session that is resumed knows the certificate from before.
        config.resumption = Resumption::disabled();
        Self(Arc::new(config))
    }

    /// Connects to this machine, and wants it to be `name`.
    pub(crate) fn connect(&self, name: &str, port: u16) -> io::Result<HttpsConnection> {
        let mut tcp = TcpStream::connect(("127.0.0.1", port))?;
        tcp.set_read_timeout(Some(Duration::from_secs(30)))?;
        let server = ServerName::try_from(name.to_owned()).unwrap();
        let mut tls = ClientConnection::new(self.0.clone(), server).unwrap();
        while tls.is_handshaking() {
            tls.complete_io(&mut tcp)?;
        }
        Ok(HttpsConnection { stream: BufReader::new(StreamOwned::new(tls, tcp)), name: name.to_owned() })
    }

    /// One request over a connection of its own: the body of the answer, which is 200.
    pub(crate) fn get(&self, name: &str, port: u16, path: &str) -> io::Result<String> {
        self.connect(name, port)?.get(path)
    }
}

impl HttpsConnection {
    /// The body of the answer, which is 200.
    pub(crate) fn get(&mut self, path: &str) -> io::Result<String> {
        self.get_with(path, "")
    }

    /// As [`Self::get`], with these lines in the head.
    fn get_with(&mut self, path: &str, lines: &str) -> io::Result<String> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{lines}\r\n", self.name);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let head = self.head()?;
        let length =
            head.iter().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
        let mut body = vec![0; length.unwrap()];
        self.stream.read_exact(&mut body)?;
        if !head[0].starts_with("HTTP/1.1 200 ") {
            return Err(io::Error::other(format!("{head:?}")));
        }
        Ok(String::from_utf8(body).unwrap())
    }

    fn head(&mut self) -> io::Result<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            match line.trim_end() {
                "" => return Ok(lines),
                line => lines.push(line.to_owned()),
            }
        }
    }

    /// What `/metrics` tells to who has this token: when the certificate of TLS ends.
    pub(crate) fn told_end(&mut self, token: &str) -> Option<i64> {
        const SERIES: &str = "registry_admin_certificate_expiry_timestamp_seconds{certificate=\"tls\"} ";
        let text = self.get_with("/metrics", &format!("authorization: Bearer {token}\r\n")).unwrap();
        text.lines().find_map(|line| line.strip_prefix(SERIES)?.parse().ok())
    }

    /// When the certificate ends that the server showed.
    pub(crate) fn end(&self) -> i64 {
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(&self.certificate()).unwrap();
        let mut openssl = Command::new("openssl");
        openssl.args(["x509", "-inform", "der", "-noout", "-enddate", "-dateopt", "iso_8601", "-in"]);
        let told = Outcome::of(openssl.arg(file.path())).expect_ok();
        let end = told.trim().trim_start_matches("notAfter=").replace(' ', "T");
        OffsetDateTime::parse(&end, &Rfc3339).unwrap().unix_timestamp()
    }

    /// The certificate that the server showed.
    pub(crate) fn certificate(&self) -> CertificateDer<'static> {
        self.stream.get_ref().conn.peer_certificates().unwrap()[0].clone().into_owned()
    }
}
