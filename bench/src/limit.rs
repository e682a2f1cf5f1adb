//! The least that a token can cost: a server that knows one password by a keyed hash of it, signs
//! one token for it and does nothing else. It runs in a process of its own, like the real one.

use std::convert::Infallible;
use std::env;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use domain::{Claims, Grant};
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use ports::TokenSigner;
use serde_json::json;
use sha2::Sha256;
use time::OffsetDateTime;
use tokio::net::TcpListener;

use crate::Result;
use crate::load::Target;
use crate::realm::READER;
use crate::server::{ISSUER, SERVICE, free_port};
use crate::{signature, usage};

/// What the program is called with to be this server.
pub(crate) const ARGUMENT: &str = "limit";

const KEY: [u8; 32] = [7; 32];

/// The running server; it ends with its owner.
pub(crate) struct Limit {
    port: u16,
    child: Child,
}

impl Limit {
    pub(crate) fn start() -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(env::current_exe()?);
        command.args([ARGUMENT, &port.to_string()]).stdin(Stdio::null()).stdout(Stdio::null());
        let limit = Self { port, child: command.spawn()? };
        while !matches!(ureq::get(limit.url("/")).call(), Err(ureq::Error::StatusCode(401))) {
            thread::sleep(Duration::from_millis(1));
        }
        Ok(limit)
    }
}

impl Target for Limit {
    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn cpu(&self) -> Result<Duration> {
        usage::cpu(self.child.id())
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// Serves until the process is ended.
pub(crate) fn serve(port: u16) -> Result<()> {
    let signer: Arc<dyn TokenSigner> = Arc::new(signature::signer(adapters::KeyAlgorithm::EcdsaP256)?);
    let known = keyed_hash(READER.1)?.finalize().into_bytes();
    tokio::runtime::Runtime::new()?.block_on(async move {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let signer = signer.clone();
            let service = service_fn(move |request: Request<Incoming>| {
                let body = answer(&request, &known, signer.as_ref());
                async move { Ok::<_, Infallible>(respond(body)) }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    })
}

/// The token, if the password is right.
fn answer(request: &Request<Incoming>, known: &[u8], signer: &dyn TokenSigner) -> Option<String> {
    let encoded = request.headers().get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (login, password) = decoded.split_once(':')?;
    keyed_hash(password).ok()?.verify_slice(known).ok()?;
    let (_, scope) = request.uri().query()?.split_once("scope=repository:")?;
    let (name, _) = scope.split_once(':')?;
    let token = signer.sign(&claims(login, name)).ok()?;
    Some(json!({ "token": token, "access_token": token, "expires_in": 60 }).to_string())
}

fn respond(body: Option<String>) -> Response<Full<Bytes>> {
    let status = if body.is_some() { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
    let mut response = Response::new(Full::from(body.unwrap_or_default()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn claims(login: &str, name: &str) -> Claims {
    let now = OffsetDateTime::now_utc();
    Claims {
        issuer: ISSUER.to_owned(),
        subject: login.to_owned(),
        audience: SERVICE.to_owned(),
        expires_at: now + time::Duration::MINUTE,
        not_before: now,
        issued_at: now,
        id: now.unix_timestamp_nanos().to_string(),
        access: vec![Grant { resource_type: "repository".to_owned(), name: name.to_owned(), actions: vec!["pull"] }],
    }
}

fn keyed_hash(password: &str) -> Result<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&KEY)?;
    mac.update(password.as_bytes());
    Ok(mac)
}
