/// Host and port as they stand in a URL (RFC 3986 §3.2); the port that is usual there is left out.
pub(crate) fn authority(host: &str, port: u16, usual_port: u16) -> String {
    let is_bare_v6 = host.contains(':') && !host.starts_with('[');
    let host = if is_bare_v6 { format!("[{host}]") } else { host.to_owned() };
    if port == usual_port { host } else { format!("{host}:{port}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_ipv6_get_their_brackets_and_usual_ports_are_left_out() {
        for (host, port, expected) in [
            ("a.org", 443, "a.org"),
            ("a.org", 8443, "a.org:8443"),
            ("10.0.0.1", 80, "10.0.0.1:80"),
            ("::1", 443, "[::1]"),
            ("::1", 8443, "[::1]:8443"),
            ("[::1]", 8443, "[::1]:8443"),
        ] {
            assert_eq!(authority(host, port, 443), expected);
        }
    }
}
