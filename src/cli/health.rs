//! `lablore health`: asks the bot that runs on this machine how it is; what an image's health check calls.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use clap::Args;

use crate::config::Settings;

use super::{Misuse, Status};

/// How long the bot may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the bot that runs here whether it can answer; exit status 0 when it can, 1 when it can't or does not run
#[derive(Debug, Args)]
pub struct Arguments {
    /// Ask only whether the process runs and is not stuck
    #[arg(long)]
    live: bool,
}

/// Runs the command.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let address = settings
        .http
        .listen
        .ok_or_else(|| Misuse::new("`http.listen` is off: there is nobody to ask; set an address as 127.0.0.1:8080"))?;
    let path = if arguments.live { "/livez" } else { "/readyz" };
    match ask(reachable(address), path) {
        Ok((is_good, line)) => {
            println!("{line}");
            Ok(if is_good { Status::Success } else { Status::Wrong })
        }
        Err(error) => {
            println!("not running: {address}: {error}");
            Ok(Status::Wrong)
        }
    }
}

/// The address to ask where the bot listens at: at every address means also at this machine's own.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        other => other,
    };
    SocketAddr::new(ip, address.port())
}

/// Whether the status is a good one, and the body's first line.
fn ask(address: SocketAddr, path: &str) -> std::io::Result<(bool, String)> {
    let mut connection = TcpStream::connect_timeout(&address, PATIENCE)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    write!(connection, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    // Ours are short; what else listens there may go on for ever.
    connection.take(64 * 1024).read_to_string(&mut answer)?;
    let status = answer.split_whitespace().nth(1).unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    Ok((status == "200", body.lines().next().unwrap_or("no answer that makes sense").to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_also_this_machine() {
        for (listening, asked) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("10.0.0.1:80", "10.0.0.1:80")]
        {
            assert_eq!(reachable(listening.parse().unwrap()), asked.parse().unwrap());
        }
    }

    #[test]
    fn the_status_and_the_first_line_tell() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            for answer in ["HTTP/1.1 200 OK\r\n\r\nready\n", "HTTP/1.1 503 x\r\n\r\nnot ready: x\n", "what?"] {
                let (mut connection, _) = listener.accept().unwrap();
                let mut request = [0; 16];
                connection.read_exact(&mut request).unwrap();
                assert!(request.starts_with(b"GET /readyz HTTP"));
                connection.write_all(answer.as_bytes()).unwrap();
                connection.shutdown(std::net::Shutdown::Write).unwrap();
                // Read to the end: else the answer could be lost in a reset.
                let _ = connection.read_to_end(&mut Vec::new());
            }
        });
        assert_eq!(ask(address, "/readyz").unwrap(), (true, "ready".to_owned()));
        assert_eq!(ask(address, "/readyz").unwrap(), (false, "not ready: x".to_owned()));
        assert!(!ask(address, "/readyz").unwrap().0);
        server.join().unwrap();
        assert!(ask(address, "/readyz").is_err());
    }
}
