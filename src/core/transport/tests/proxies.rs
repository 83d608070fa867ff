use tokio::io::copy_bidirectional;

use super::super::Sent;
use super::super::options::{ProxyChoice, ProxyServer};
use super::*;

/// A transport through the proxy at `address`, for servers with any certificate.
pub(super) fn through(protocol: &str, address: SocketAddr, auth: bool) -> HttpTransport {
    HttpTransport::new(&TransportOptions {
        proxy: ProxyChoice::Explicit(ProxyServer {
            protocol: protocol.to_owned(),
            host: address.ip().to_string(),
            port: address.port(),
            auth: auth.then(|| ("user".to_owned(), "pass".to_owned())),
        }),
        reject_unauthorized: false,
        ..TransportOptions::default()
    })
    .unwrap()
}

fn environment(http: Option<&str>, https: Option<&str>, except: Option<&str>) -> HttpTransport {
    HttpTransport::new(&TransportOptions {
        proxy: ProxyChoice::Environment {
            http: http.map(str::to_owned),
            https: https.map(str::to_owned),
            except: except.map(str::to_owned),
        },
        ..TransportOptions::default()
    })
    .unwrap()
}

fn address(url: &str) -> SocketAddr {
    url.trim_start_matches("http://").parse().unwrap()
}

#[tokio::test]
async fn plain_requests_go_to_the_proxy_in_absolute_form() {
    let (url, log) = server(OK).await;
    let transport = through("http", address(&url), true);
    transport
        .ask(get("http://api.test/v2/a?b=1"))
        .await
        .unwrap();
    let seen = log.all().pop().unwrap();
    assert!(seen.starts_with("GET http://api.test/v2/a?b=1 HTTP/1.1\r\n"));
    assert!(seen.contains("Host: api.test\r\n"));
    assert!(seen.contains("Proxy-Authorization: Basic dXNlcjpwYXNz\r\n"));
}

#[tokio::test]
async fn https_goes_through_a_tunnel_that_sees_no_header() {
    let tls = trust::Server::start(&trust::self_signed("localhost")).await;
    let log = Log::default();
    let (seen, target) = (log.clone(), tls.address);
    let proxy = listen(move |mut client| {
        let log = seen.clone();
        async move {
            let request = read_request(&mut client).await.unwrap();
            log.push(request);
            client
                .write_all(b"HTTP/1.1 200 Connected\r\n\r\n")
                .await
                .unwrap();
            let mut upstream = TcpStream::connect(target).await.unwrap();
            let _ = copy_bidirectional(&mut client, &mut upstream).await;
        }
    })
    .await;
    let mut request = get("https://api.test/secret");
    request
        .headers
        .push(("Authorization".into(), "Bearer token".into()));
    let response = through("http", proxy, true).ask(request).await.unwrap();
    assert_eq!(whole(response).await.unwrap(), b"ok");
    let seen = log.all().pop().unwrap();
    assert!(seen.starts_with("CONNECT api.test:443 HTTP/1.1\r\n"));
    assert!(
        seen.to_lowercase()
            .contains("proxy-authorization: basic dxnlcjpwyxnz\r\n")
    );
    assert!(!seen.contains("secret") && !seen.contains("token"));
}

#[tokio::test]
async fn a_proxy_that_opens_no_tunnel_fails_unsent() {
    for status in ["407 Proxy Authentication Required", "502 Bad Gateway"] {
        let (url, _) = server(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n")).await;
        let transport = through("http", address(&url), false);
        let failure = failure(&transport, post("https://api.test/", "x")).await;
        assert_eq!(failure.code, Some("ERR_PROXY_TUNNEL"));
        assert_eq!(failure.sent, Sent::None);
    }
}

#[tokio::test]
async fn the_environments_proxy_is_chosen_by_scheme_and_exceptions() {
    let (proxy, log) = server(OK).await;
    let (target, _) = server(OK).await;
    let host = address(&target).ip().to_string();
    for (transport, proxied) in [
        (environment(Some(&proxy), None, None), true),
        (environment(Some(""), None, None), false),
        (environment(None, Some(&proxy), None), false),
        (
            environment(Some(&proxy), None, Some(&format!("x.test, {host}"))),
            false,
        ),
        (environment(Some(&proxy), None, Some("*")), false),
        (environment(Some(&proxy), None, Some("other.test")), true),
    ] {
        let before = log.all().len();
        transport.ask(get(&target)).await.unwrap();
        assert_eq!(log.all().len() > before, proxied);
    }
}

#[tokio::test]
async fn a_name_or_a_password_alone_is_told_too() {
    let (proxy, log) = server(OK).await;
    let place = address(&proxy);
    for (userinfo, told) in [(":secret", "OnNlY3JldA=="), ("to%20ken", "dG8ga2VuOg==")] {
        let transport = environment(Some(&format!("http://{userinfo}@{place}")), None, None);
        transport.ask(get("http://a.test/")).await.unwrap();
        let seen = log.all().pop().unwrap();
        assert!(seen.contains(&format!("Proxy-Authorization: Basic {told}\r\n")));
    }
}

#[tokio::test]
async fn an_unreachable_proxy_is_the_address_that_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = listener.local_addr().unwrap();
    drop(listener);
    let failure = failure(&through("http", proxy, false), get("http://api.test/")).await;
    assert_eq!(failure.message, format!("connect ECONNREFUSED {proxy}"));
}

#[test]
fn secrets_do_not_show() {
    let options = TransportOptions {
        proxy: ProxyChoice::Explicit(ProxyServer {
            protocol: "http".to_owned(),
            host: "proxy.test".to_owned(),
            port: 1,
            auth: Some(("user".to_owned(), "pass".to_owned())),
        }),
        ..TransportOptions::default()
    };
    let shown = format!("{options:?}");
    assert!(shown.contains("http://proxy.test:1"));
    assert!(!shown.contains("pass") && !shown.contains("user"));
}
