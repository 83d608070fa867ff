use std::net::ToSocketAddrs;

use tokio::io::copy_bidirectional;

use super::super::Sent;
use super::proxies::through;
use super::*;

/// What a SOCKS proxy was told, in its bytes.
type Told = Arc<Mutex<Vec<Vec<u8>>>>;

/// A SOCKS proxy that says `replies` in turn to what it reads, and leads to `target`.
async fn proxy(replies: &'static [&'static [u8]], target: SocketAddr) -> (SocketAddr, Told) {
    let told = Told::default();
    let seen = Arc::clone(&told);
    let address = listen(move |mut client| {
        let told = Arc::clone(&seen);
        async move {
            for reply in replies {
                let mut message = vec![0; 256];
                let read = client.read(&mut message).await.unwrap();
                message.truncate(read);
                told.lock().unwrap().push(message);
                client.write_all(reply).await.unwrap();
            }
            let mut upstream = TcpStream::connect(target).await.unwrap();
            let _ = copy_bidirectional(&mut client, &mut upstream).await;
        }
    })
    .await;
    (address, told)
}

const NO_AUTH: &[u8] = b"\x05\x00";
const BY_PASSWORD: &[u8] = b"\x05\x02";
const WELCOME: &[u8] = b"\x01\x00";
const CONNECTED_5: &[u8] = b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00";
const CONNECTED_4: &[u8] = b"\x00\x5a\x00\x00\x00\x00\x00\x00";
const REFUSED_5: &[u8] = b"\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00";

fn target(url: &str) -> SocketAddr {
    url.trim_start_matches("http://").parse().unwrap()
}

#[tokio::test]
async fn names_go_to_a_proxy_that_looks_them_up() {
    let (url, log) = server(OK).await;
    let (address, told) = proxy(&[NO_AUTH, CONNECTED_5], target(&url)).await;
    let transport = through("socks5h", address, false);
    let answer = transport.ask(get("http://api.test/v2")).await.unwrap();
    assert_eq!(whole(answer).await.unwrap(), b"ok");
    assert_eq!(
        told.lock().unwrap()[1],
        b"\x05\x01\x00\x03\x08api.test\x00\x50"
    );
    let seen = log.all().pop().unwrap();
    assert!(seen.starts_with("GET /v2 HTTP/1.1\r\n") && seen.contains("Host: api.test\r\n"));
    assert!(!seen.contains("Proxy-Authorization"));
}

#[tokio::test]
async fn addresses_go_to_a_proxy_that_does_not() {
    let (url, _) = server(OK).await;
    let port = target(&url).port();
    let [high, low] = port.to_be_bytes();
    let local = ("localhost", port).to_socket_addrs().unwrap();
    let fifth = match local.clone().next().unwrap() {
        SocketAddr::V4(found) => [b"\x05\x01\x00\x01", found.ip().octets().as_slice()].concat(),
        SocketAddr::V6(found) => [b"\x05\x01\x00\x04", found.ip().octets().as_slice()].concat(),
    };
    let fourth = vec![4, 1, high, low, 127, 0, 0, 1, 0];
    for (protocol, replies, message) in [
        (
            "socks5",
            &[NO_AUTH, CONNECTED_5] as &[&[u8]],
            [fifth, vec![high, low]].concat(),
        ),
        ("socks4", &[CONNECTED_4], fourth),
    ] {
        let (address, told) = proxy(replies, target(&url)).await;
        let transport = through(protocol, address, false);
        let answer = transport
            .ask(get(format!("http://localhost:{port}/")))
            .await
            .unwrap();
        assert_eq!(whole(answer).await.unwrap(), b"ok");
        assert_eq!(told.lock().unwrap().pop().unwrap(), message, "{protocol}");
    }
}

#[tokio::test]
async fn a_password_goes_to_the_proxy_and_tls_to_the_target() {
    let tls = trust::Server::start(&trust::self_signed("localhost")).await;
    let (address, told) = proxy(&[BY_PASSWORD, WELCOME, CONNECTED_5], tls.address).await;
    let transport = through("socks5h", address, true);
    let answer = transport.ask(get("https://api.test/")).await.unwrap();
    assert_eq!(whole(answer).await.unwrap(), b"ok");
    let told = told.lock().unwrap();
    assert_eq!(told[1], b"\x01\x04user\x04pass");
    assert_eq!(told[2], b"\x05\x01\x00\x03\x08api.test\x01\xbb");
}

#[tokio::test]
async fn a_proxy_that_refuses_fails_unsent() {
    let (url, _) = server(OK).await;
    let (address, _) = proxy(&[NO_AUTH, REFUSED_5], target(&url)).await;
    let transport = through("socks5h", address, false);
    let failure = failure(&transport, post("http://api.test/", "x")).await;
    assert_eq!(failure.code, Some("ERR_PROXY_TUNNEL"));
    assert_eq!(failure.sent, Sent::None);
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_told_of() {
    let (url, _) = server(OK).await;
    let (address, _) = proxy(&[NO_AUTH, CONNECTED_5], target(&url)).await;
    let transport = through("socks5", address, false);
    let failure = failure(&transport, get("http://no-such-host.invalid/")).await;
    assert_eq!(failure.hostname.as_deref(), Some("no-such-host.invalid"));
    assert_eq!(failure.sent, Sent::None);
}

#[tokio::test]
async fn an_unreachable_proxy_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for protocol in ["socks4", "socks5", "socks5h", "http"] {
        let transport = through(protocol, address, false);
        let failure = failure(&transport, get("https://127.0.0.1/")).await;
        assert_eq!(failure.message, format!("connect ECONNREFUSED {address}"));
        assert_eq!(failure.sent, Sent::None);
    }
}
