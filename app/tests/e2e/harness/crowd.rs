use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

/// Connections that want to be served all at once, from many addresses.
pub(crate) struct Crowd(Vec<TcpStream>);

impl Crowd {
    /// So many connections to a server at `port`; each says the words that it is given.
    pub(crate) fn gather(port: u16, size: usize, words: impl Fn(usize) -> Vec<u8>) -> Self {
        // Each needs a file here too.
        rlimit::increase_nofile_limit(u64::MAX).unwrap();
        Self((0..size).map(|number| say(connect(port, address(number)), &words(number))).collect())
    }

    /// How many get an answer that begins like this, by the time that it is there or they are sent away.
    pub(crate) fn answered(&mut self, start: &str) -> usize {
        self.0.iter_mut().map(|stream| read(stream, start.len())).filter(|answer| answer == start.as_bytes()).count()
    }
}

/// A connection from the address of this machine that good clients have.
pub(crate) fn connect_from_here(port: u16) -> TcpStream {
    connect(port, Ipv4Addr::LOCALHOST)
}

fn address(number: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 1, u8::try_from(number % 250).unwrap() + 1)
}

fn connect(port: u16, from: Ipv4Addr) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((from, 0)).into()).unwrap();
    socket.connect(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into()).unwrap();
    let stream = TcpStream::from(socket);
    for set in [TcpStream::set_read_timeout, TcpStream::set_write_timeout] {
        set(&stream, Some(Duration::from_secs(60))).unwrap();
    }
    stream
}

/// Whom the server has sent away already cannot say anything more.
fn say(mut stream: TcpStream, words: &[u8]) -> TcpStream {
    let _ = stream.write_all(words);
    stream
}

fn read(stream: &mut TcpStream, most: usize) -> Vec<u8> {
    let mut answer = Vec::new();
    let _ = stream.take(most as u64).read_to_end(&mut answer);
    answer
}
