use std::time::Duration;

#[cfg(unix)]
use tokio::net::UnixListener;
use tokio::sync::mpsc;

use super::super::Sent;
#[cfg(unix)]
use super::super::options::ProxyChoice;
use super::*;

#[tokio::test]
async fn a_request_is_written_as_node_writes_it() {
    let (url, log) = server(OK).await;
    let mut request = post(format!("{url}/v2/a%20b?x=1"), "hello");
    request.headers = vec![
        ("Accept".into(), "application/json".into()),
        ("User-Agent".into(), "us/1".into()),
        ("x-twice".into(), "1".into()),
        ("x-twice".into(), "\u{fc}".into()),
    ];
    transport().ask(request).await.unwrap();
    let seen = log.all().pop().unwrap();
    let mut lines: Vec<_> = seen.split("\r\n").collect();
    assert_eq!(lines.remove(0), "POST /v2/a%20b?x=1 HTTP/1.1");
    assert_eq!(lines.pop(), Some("hello"));
    assert_eq!(lines.pop(), Some(""));
    lines.sort_unstable();
    let host = format!("Host: {}", url.trim_start_matches("http://"));
    let mut expected = [
        "Accept: application/json",
        "Accept-Encoding: gzip, deflate",
        "Connection: keep-alive",
        "Content-Length: 5",
        host.as_str(),
        "User-Agent: us/1",
        "X-Twice: 1",
        "X-Twice: \u{fc}",
    ];
    expected.sort_unstable();
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn the_target_is_encoded_where_it_must_and_else_left_as_it_is() {
    let (url, log) = server(OK).await;
    let transport = transport();
    for (given, written) in [
        ("", "/"),
        ("?a=1", "/?a=1"),
        ("/a%2Fb%zz//c/?x=%41'", "/a%2Fb%zz//c/?x=%41%27"),
        (
            "/a|b^c{d}`e\"f<g>h i",
            "/a%7Cb%5Ec%7Bd%7D%60e%22f%3Cg%3Eh%20i",
        ),
        ("/a?b=|^{}`\"<> \\", "/a?b=%7C%5E%7B%7D%60%22%3C%3E%20%5C"),
        ("/\u{fc}\u{1f600}", "/%C3%BC%F0%9F%98%80"),
        ("/a\tb\r\nc#fragment", "/a%09b%0D%0Ac"),
        ("/x?q[]=1&r=a+b@:$,", "/x?q[]=1&r=a+b@:$,"),
    ] {
        transport.ask(get(format!("{url}{given}"))).await.unwrap();
        let seen = log.all().pop().unwrap();
        assert_eq!(seen.split(' ').nth(1), Some(written));
    }
}

#[tokio::test]
async fn an_answer_keeps_what_the_server_said() {
    let (url, _) = server(
        b"HTTP/1.1 404 Nothing here\r\nSet-Cookie: a\r\nX-B: \xe4 \r\nset-cookie: b\r\nContent-Length: 4\r\n\r\n\x00\xff\r\n",
    )
    .await;
    let response = transport().ask(get(url)).await.unwrap();
    assert_eq!(
        (response.status, response.reason.as_ref()),
        (404, "Nothing here")
    );
    let named = |name: &str| -> Vec<&str> {
        let found = response.headers.iter().filter(|(key, _)| *key == name);
        found.map(|(_, value)| value).collect()
    };
    assert_eq!(named("set-cookie"), ["a", "b"]);
    assert_eq!(named("x-b"), ["\u{e4}"]);
    assert_eq!(whole(response).await.unwrap(), b"\x00\xff\r\n");
}

#[tokio::test]
async fn reasons_may_be_empty_canonical_or_of_unknown_codes() {
    for (line, status, reason) in [
        ("200 ", 200, ""),
        ("200 OK", 200, "OK"),
        ("600 Odd", 600, "Odd"),
        ("299 Fine", 299, "Fine"),
    ] {
        let (url, _) = server(format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n")).await;
        let response = transport().ask(get(url)).await.unwrap();
        assert_eq!(
            (response.status, response.reason.as_ref()),
            (status, reason)
        );
    }
}

#[tokio::test]
async fn a_redirect_and_a_packed_body_come_back_untouched() {
    let (url, _) = server(
        "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    )
    .await;
    let response = transport().ask(get(url)).await.unwrap();
    assert_eq!(response.status, 302);
    assert!(response.headers.get("content-encoding") == Some("gzip"));
    assert_eq!(whole(response).await.unwrap(), b"abc");
}

#[tokio::test]
async fn bodies_are_framed_by_what_is_known_of_them() {
    let (url, log) = server(OK).await;
    let transport = transport();
    transport.ask(post(&url, "")).await.unwrap();
    assert!(log.all().pop().unwrap().contains("Content-Length: 0\r\n"));

    transport.ask(get(&url)).await.unwrap();
    let bare = log.all().pop().unwrap();
    assert!(!bare.contains("Content-Length") && !bare.contains("Transfer-Encoding"));

    let (sender, chunks) = mpsc::channel(1);
    tokio::spawn(async move {
        for chunk in ["one", "two"] {
            sender.send(Ok(Bytes::from(chunk))).await.unwrap();
        }
    });
    let mut request = post(&url, "");
    request.body = WireBody::Stream(chunks);
    transport.ask(request).await.unwrap();
    let seen = log.all().pop().unwrap();
    assert!(seen.contains("Transfer-Encoding: chunked"));
    assert!(seen.ends_with("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"));
}

#[tokio::test]
async fn connections_are_kept_unless_told_otherwise() {
    for (keep_alive, connections) in [(true, 1), (false, 3)] {
        let (url, log) = server(OK).await;
        let transport = HttpTransport::new(&TransportOptions {
            keep_alive,
            ..TransportOptions::default()
        })
        .unwrap();
        for _ in 0..3 {
            let response = transport.ask(get(&url)).await.unwrap();
            whole(response).await.unwrap();
        }
        assert_eq!(log.count("connection"), connections);
        let close = log.all().pop().unwrap().contains("Connection: close");
        assert_eq!(close, !keep_alive);
    }
}

#[tokio::test]
async fn a_limit_of_sockets_is_kept_until_bodies_are_read() {
    let (url, _) = server(OK).await;
    let transport = HttpTransport::new(&TransportOptions {
        max_sockets: Some(2),
        ..TransportOptions::default()
    })
    .unwrap();
    let first = transport.ask(get(&url)).await.unwrap();
    let second = transport.ask(get(&url)).await.unwrap();
    let third = get(&url);
    let mark = third.sent.clone();
    let mut waiting = transport.ask(third);
    let wait = tokio::time::timeout(Duration::from_millis(50), &mut waiting);
    assert!(wait.await.is_err());
    assert_eq!(mark.get(), Sent::None);
    let (elsewhere, _) = server(OK).await;
    transport.ask(get(&elsewhere)).await.unwrap();
    assert_eq!(whole(first).await.unwrap(), b"ok");
    assert_eq!(whole(waiting.await.unwrap()).await.unwrap(), b"ok");
    drop(second);
}

#[tokio::test]
async fn one_socket_serves_many_in_turn() {
    let (url, log) = server(OK).await;
    let transport = HttpTransport::new(&TransportOptions {
        max_sockets: Some(1),
        ..TransportOptions::default()
    })
    .unwrap();
    let transport = Arc::new(transport);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (transport, request) = (Arc::clone(&transport), post(&url, "x"));
        calls.spawn(async move { whole(transport.ask(request).await.unwrap()).await.unwrap() });
    }
    assert!(calls.join_all().await.iter().all(|body| body == b"ok"));
    assert_eq!(log.count("connection"), 1);
}

/// A server that answers once a connection and closes it a moment later.
#[tokio::test]
async fn a_connection_closed_while_idle_loses_and_doubles_no_write() {
    let log = Log::default();
    let seen = log.clone();
    let address = listen(move |mut stream| {
        let log = seen.clone();
        async move {
            if let Some(request) = read_request(&mut stream).await {
                log.push(request);
                let _ = stream.write_all(OK.as_bytes()).await;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    })
    .await;
    let transport = transport();
    let mut answered = 0;
    let mut unsent = 0;
    for pause in 0..60 {
        match transport.ask(post(format!("http://{address}"), "x")).await {
            Ok(response) => {
                whole(response).await.unwrap();
                answered += 1;
            }
            Err(failure) if failure.sent == Sent::None => unsent += 1,
            // Written before the close was seen: the server never got it, but we cannot know.
            Err(_) => {}
        }
        tokio::time::sleep(Duration::from_micros(pause * 200)).await;
    }
    assert_eq!(log.all().len(), answered);
    assert_eq!(unsent, 0, "the pool retries what was never written");
    assert!(answered > 30);
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_takes_the_place_of_host_and_proxy() {
    let path = std::env::temp_dir().join(format!("transport-{}.sock", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path).unwrap();
    let log = Log::default();
    let seen = log.clone();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        answer_all(stream, seen, OK.into()).await;
    });
    let transport = HttpTransport::new(&TransportOptions {
        socket_path: Some(path.clone()),
        proxy: ProxyChoice::Environment {
            http: Some("http://user:secret@127.0.0.1:1".to_owned()),
            https: None,
            except: None,
        },
        ..TransportOptions::default()
    })
    .unwrap();
    let response = transport.ask(get("http://nowhere.test/x")).await.unwrap();
    assert_eq!(whole(response).await.unwrap(), b"ok");
    let seen = log.all().pop().unwrap();
    assert!(seen.contains("Host: nowhere.test") && !seen.contains("Proxy-Authorization"));
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn dropping_a_body_closes_its_connection() {
    let log = Log::default();
    let seen = log.clone();
    let address = listen(move |mut stream| {
        let log = seen.clone();
        async move {
            read_request(&mut stream).await;
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n";
            stream.write_all(head.as_bytes()).await.unwrap();
            while stream.write_all(&[0; 4096]).await.is_ok() {}
            log.push("closed");
        }
    })
    .await;
    let mut response = transport()
        .ask(get(format!("http://{address}")))
        .await
        .unwrap();
    assert!(response.body.next().await.unwrap().is_some());
    drop(response);
    for _ in 0..500 {
        if log.count("closed") == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the server still writes");
}
