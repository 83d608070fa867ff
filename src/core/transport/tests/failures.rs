use std::time::Duration;

use tokio::sync::mpsc;

use super::super::Sent;
use super::*;
use crate::core::failure::FailureKind;

/// A server that reads a request, writes `reply` and closes, with a reset if so asked.
async fn closing(reply: impl AsRef<[u8]>, reset: bool) -> String {
    let reply = reply.as_ref().to_vec();
    let address = listen(move |mut stream| {
        let reply = reply.clone();
        async move {
            read_request(&mut stream).await;
            stream.write_all(&reply).await.unwrap();
            if reset {
                // What was written must arrive before the reset overtakes it.
                tokio::time::sleep(Duration::from_millis(50)).await;
                stream.set_zero_linger().unwrap();
            }
        }
    })
    .await;
    format!("http://{address}/")
}

fn told(failure: &Failure) -> (&str, Option<&str>, Option<&str>, Option<i32>) {
    (
        &failure.message,
        failure.code,
        failure.syscall,
        failure.errno,
    )
}

#[tokio::test]
async fn a_refused_connection_names_its_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let failure = failure(&transport(), post(format!("http://127.0.0.1:{port}/"), "x")).await;
    let message = format!("connect ECONNREFUSED 127.0.0.1:{port}");
    let expected = (
        message.as_str(),
        Some("ECONNREFUSED"),
        Some("connect"),
        Some(-111),
    );
    assert_eq!(told(&failure), expected);
    assert_eq!(failure.address, Some(("127.0.0.1".to_owned(), port)));
    assert_eq!(
        (failure.kind, failure.sent),
        (FailureKind::Network, Sent::None)
    );
}

#[tokio::test]
async fn a_host_with_two_addresses_is_refused_by_code_as_well() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let failure = failure(&transport(), get(format!("http://localhost:{port}/"))).await;
    assert_eq!(failure.code, Some("ECONNREFUSED"));
    assert_eq!(failure.sent, Sent::None);
}

#[tokio::test]
async fn an_unknown_host_is_named() {
    let failure = failure(&transport(), get("http://no-such-host.invalid/")).await;
    let code = failure.code.unwrap();
    assert!(["ENOTFOUND", "EAI_AGAIN"].contains(&code));
    assert_eq!(
        failure.message,
        format!("getaddrinfo {code} no-such-host.invalid")
    );
    assert_eq!(failure.syscall, Some("getaddrinfo"));
    assert_eq!(failure.hostname.as_deref(), Some("no-such-host.invalid"));
    assert_eq!(failure.sent, Sent::None);
}

#[cfg(unix)]
#[tokio::test]
async fn a_missing_socket_is_named() {
    let transport = HttpTransport::new(&TransportOptions {
        socket_path: Some("/no/such.sock".into()),
        ..TransportOptions::default()
    })
    .unwrap();
    let failure = failure(&transport, get("http://x.test/")).await;
    let expected = (
        "connect ENOENT /no/such.sock",
        Some("ENOENT"),
        Some("connect"),
        Some(-2),
    );
    assert_eq!(told(&failure), expected);
    assert_eq!(failure.sent, Sent::None);
}

#[tokio::test]
async fn what_goes_wrong_before_the_answer_has_nodes_names() {
    let long = format!("HTTP/1.1 200 OK\r\nX-A: {}\r\n\r\n", "a".repeat(17 * 1024));
    let endless = "HTTP/1.1 200 OK\r\n".to_owned() + &"X-A: b\r\n".repeat(3000);
    let hang_up = ("socket hang up", Some("ECONNRESET"), None, None);
    let reset = (
        "read ECONNRESET",
        Some("ECONNRESET"),
        Some("read"),
        Some(-104),
    );
    let overflow = (
        "Parse Error: Header overflow",
        Some("HPE_HEADER_OVERFLOW"),
        None,
        None,
    );
    let parse = |reason: &'static str, code: &'static str| (reason, Some(code), None, None);
    let garbage = parse(
        "Parse Error: Expected HTTP/, RTSP/ or ICE/",
        "HPE_INVALID_CONSTANT",
    );
    let status = parse("Parse Error: Invalid status code", "HPE_INVALID_STATUS");
    let header = parse(
        "Parse Error: Invalid header token",
        "HPE_INVALID_HEADER_TOKEN",
    );
    let length = parse(
        "Parse Error: Invalid Content-Length",
        "HPE_INVALID_CONTENT_LENGTH",
    );
    let both = parse(
        "Parse Error: Transfer-Encoding can't be present with Content-Length",
        "HPE_INVALID_TRANSFER_ENCODING",
    );
    let chatty = format!("HTTP/1.1 200 {}\r\n\r\n", "a".repeat(17 * 1024));
    for (reply, resets, expected) in [
        ("", false, hang_up),
        ("HTTP/1.1 200 OK\r\nX-A", false, hang_up),
        ("", true, reset),
        ("SSH-2.0-x\r\n\r\n", false, garbage),
        (long.as_str(), false, overflow),
        (endless.as_str(), false, overflow),
        (chatty.as_str(), false, overflow),
        ("HTTP/1.1 2OO OK\r\n\r\n", false, status),
        ("HTTP/1.1 200 OK\r\nX A: 1\r\n\r\n", false, header),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}",
            false,
            length,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            false,
            both,
        ),
    ] {
        let failure = failure(&transport(), post(closing(reply, resets).await, "x")).await;
        assert_eq!(told(&failure), expected);
        assert_eq!(
            (failure.kind, failure.sent),
            (FailureKind::Network, Sent::Some)
        );
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_aborted() {
    let head = "HTTP/1.1 200 OK\r\n";
    for (rest, resets) in [
        ("Content-Length: 10\r\n\r\nhalf", false),
        ("Content-Length: 10\r\n\r\nhalf", true),
        ("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", false),
        ("Transfer-Encoding: chunked\r\n\r\nnot a size\r\n", false),
    ] {
        let url = closing(format!("{head}{rest}"), resets).await;
        let failure = failure(&transport(), get(url)).await;
        assert_eq!(told(&failure), ("aborted", Some("ECONNRESET"), None, None));
        assert_eq!(failure.sent, Sent::Some);
    }
}

#[tokio::test]
async fn a_stream_that_fails_breaks_the_request_off() {
    let (url, log) = server(OK).await;
    let (sender, chunks) = mpsc::channel(2);
    sender.send(Ok(Bytes::from("half"))).await.unwrap();
    sender
        .send(Err("the disk is gone".to_owned()))
        .await
        .unwrap();
    let mut request = post(url, "");
    request.body = WireBody::Stream(chunks);
    let failure = failure(&transport(), request).await;
    assert_eq!(failure.message, "the disk is gone");
    assert_eq!(failure.sent, Sent::Some);
    assert_eq!(log.all().len(), 1, "no whole request arrived");
}

#[tokio::test]
async fn bad_parts_of_a_request_are_refused_unsent() {
    let header = |name: &str, value: &[u8]| {
        let mut request = get("http://127.0.0.1:1/");
        request
            .headers
            .push((name.to_owned().into(), value.to_vec().into()));
        request
    };
    let mut method = get("http://127.0.0.1:1/");
    method.method = "G T".to_owned();
    for (request, code, message) in [
        (
            method,
            Some("ERR_INVALID_HTTP_TOKEN"),
            "Method must be a valid HTTP token [\"G T\"]",
        ),
        (
            header("a b", b"1"),
            Some("ERR_INVALID_HTTP_TOKEN"),
            "Header name must be a valid HTTP token [\"a b\"]",
        ),
        (
            header("A", b"1\r\nB: 2"),
            Some("ERR_INVALID_CHAR"),
            "Invalid character in header content [\"A\"]",
        ),
        (
            get("http://h.test:99999/"),
            Some("ERR_SOCKET_BAD_PORT"),
            "Port should be >= 0 and < 65536.",
        ),
        (
            get("gopher://h.test/"),
            None,
            "Unsupported protocol gopher:",
        ),
        (get("not a url"), Some("ERR_INVALID_URL"), "Invalid URL"),
    ] {
        let failure = failure(&transport(), request).await;
        assert_eq!(told(&failure), (message, code, None, None));
        assert_eq!(
            (failure.kind, failure.sent),
            (FailureKind::Refused, Sent::None)
        );
    }
}

/// A deadline drops the exchange; its mark must tell how far it got.
#[tokio::test]
async fn a_dropped_exchange_leaves_word_of_what_was_sent() {
    let silent = listen(|mut stream| async move {
        read_request(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await;
    // Accepted by the kernel, but the handshake never gets an answer.
    let mute = listen(|stream| async move {
        let _open = stream;
        std::future::pending::<()>().await;
    })
    .await;
    for (url, sent) in [
        (format!("http://{silent}/"), Sent::Some),
        (format!("https://{mute}/"), Sent::None),
    ] {
        let request = post(url, "x");
        let mark = request.sent.clone();
        let transport = transport();
        let exchange = tokio::time::timeout(Duration::from_millis(300), transport.ask(request));
        assert!(exchange.await.is_err());
        assert_eq!(mark.get(), sent);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_does_not_open_in_time_is_given_up() {
    let mute = listen(|stream| async move {
        let _open = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let failure = failure(&transport(), post(format!("https://{mute}/"), "x")).await;
    let message = format!("connect ETIMEDOUT {mute}");
    let expected = (
        message.as_str(),
        Some("ETIMEDOUT"),
        Some("connect"),
        Some(-110),
    );
    assert_eq!(told(&failure), expected);
    assert_eq!(failure.sent, Sent::None);
}
