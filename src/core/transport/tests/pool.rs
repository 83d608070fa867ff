use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::super::Sent;
use super::*;

/// Waits until `log` has `text`, yielding to the tasks that may bring it.
async fn comes(log: &Log, text: &str) -> bool {
    for _ in 0..10_000 {
        if log.count(text) > 0 {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

/// A proxy that opens one tunnel and lets all others wait for ever.
async fn one_tunnel(target: SocketAddr, log: Log) -> SocketAddr {
    let opened = Arc::new(AtomicUsize::new(0));
    listen(move |mut client| {
        let (log, number) = (log.clone(), opened.fetch_add(1, Ordering::Relaxed));
        async move {
            read_request(&mut client).await;
            log.push("tunnel");
            if number > 0 {
                std::future::pending::<()>().await;
            }
            let connected = b"HTTP/1.1 200 Connected\r\n\r\n";
            client.write_all(connected).await.unwrap();
            let mut upstream = TcpStream::connect(target).await.unwrap();
            let _ = copy_bidirectional(&mut client, &mut upstream).await;
        }
    })
    .await
}

#[tokio::test]
async fn a_connection_that_falls_free_overtakes_one_that_is_being_opened() {
    let server = trust::Server::start(&trust::self_signed("localhost")).await;
    let log = Log::default();
    let proxy = one_tunnel(server.address, log.clone()).await;
    let transport = proxies::through("http", proxy, false);
    let first = transport.ask(get("https://api.test/")).await.unwrap();
    let mut second = transport.ask(get("https://api.test/"));
    while log.count("tunnel") < 2 {
        let asked = timeout(Duration::from_millis(1), &mut second);
        assert!(asked.await.is_err());
    }
    assert_eq!(whole(first).await.unwrap(), b"ok");
    let second = timeout(Duration::from_secs(5), second).await.unwrap();
    assert_eq!(whole(second.unwrap()).await.unwrap(), b"ok");
}

#[tokio::test]
async fn an_idle_connection_is_closed_before_servers_close_theirs() {
    let log = Log::default();
    let seen = log.clone();
    let address = listen(move |stream| {
        let log = seen.clone();
        async move {
            answer_all(stream, log.clone(), OK.into()).await;
            log.push("closed");
        }
    })
    .await;
    let transport = transport();
    let response = transport.ask(get(format!("http://{address}"))).await;
    whole(response.unwrap()).await.unwrap();
    // It is back in the pool by then.
    tokio::time::sleep(Duration::from_millis(20)).await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_millis(3900)).await;
    assert!(!comes(&log, "closed").await);
    tokio::time::advance(Duration::from_millis(200)).await;
    assert!(comes(&log, "closed").await);
}

#[tokio::test]
async fn one_that_was_idle_for_too_long_serves_no_more() {
    let (url, log) = server(OK).await;
    let transport = transport();
    let ask = async |url: &str| {
        let response = transport.ask(get(url)).await.unwrap();
        whole(response).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    // By then the pool looks after connections at other times than those of the next one.
    let (other, _) = server(OK).await;
    ask(&other).await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(3)).await;
    tokio::time::resume();
    ask(&url).await;
    for (pause, connections) in [(3900, 1), (4100, 2)] {
        tokio::time::pause();
        tokio::time::advance(Duration::from_millis(pause)).await;
        tokio::time::resume();
        ask(&url).await;
        assert_eq!(log.count("connection"), connections);
    }
}

/// Reads one request and answers it.
async fn serve(stream: &mut TcpStream) {
    read_request(stream).await.unwrap();
    stream.write_all(OK.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn a_spare_connection_that_was_closed_loses_no_write() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let transport = Arc::new(transport());
    let ask = |request: Request| {
        let transport = Arc::clone(&transport);
        tokio::spawn(async move { transport.ask(request).await })
    };
    let first = ask(get(&url));
    let (mut used, _) = listener.accept().await.unwrap();
    serve(&mut used).await;
    let mut first = first.await.unwrap().unwrap();
    assert!(first.body.next().await.unwrap().is_some());
    tokio::time::sleep(Duration::from_millis(20)).await;
    let second = ask(get(&url));
    tokio::task::yield_now().await;
    assert!(first.body.next().await.unwrap().is_none());
    serve(&mut used).await;
    whole(second.await.unwrap().unwrap()).await.unwrap();
    // The second had a connection opened that it did not use.
    let (spare, _) = listener.accept().await.unwrap();
    drop(used);
    tokio::time::sleep(Duration::from_millis(20)).await;
    // The request is on its way through the channel when its connection sees the end.
    let bell = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let rung = TcpStream::connect(bell.local_addr().unwrap())
        .await
        .unwrap();
    let (ringer, _) = bell.accept().await.unwrap();
    let (asking, last) = (Arc::clone(&transport), post(&url, "x"));
    let third = tokio::spawn(async move {
        rung.readable().await.unwrap();
        asking.ask(last).await
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    drop((ringer, spare));
    let (mut fresh, _) = timeout(Duration::from_secs(5), listener.accept())
        .await
        .unwrap()
        .unwrap();
    serve(&mut fresh).await;
    whole(third.await.unwrap().unwrap()).await.unwrap();
}

#[tokio::test]
async fn an_answer_with_two_ends_is_the_last_of_its_connection() {
    let both =
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let (url, log) = server(both).await;
    let transport = transport();
    for _ in 0..2 {
        let failure = failure(&transport, get(&url)).await;
        assert_eq!(failure.code, Some("HPE_INVALID_TRANSFER_ENCODING"));
    }
    assert_eq!(log.count("connection"), 2);
}

#[tokio::test]
async fn a_connection_whose_request_is_still_being_sent_serves_no_other() {
    let log = Log::default();
    let seen = log.clone();
    let address = listen(move |mut stream| {
        let log = seen.clone();
        async move {
            log.push("connection");
            let mut head = [0; 512];
            while stream.read(&mut head).await.is_ok_and(|read| read > 0) {
                let _ = stream.write_all(OK.as_bytes()).await;
            }
        }
    })
    .await;
    let transport = transport();
    let (_unfinished, chunks) = mpsc::channel(1);
    let mut upload = post(format!("http://{address}"), "");
    upload.body = WireBody::Stream(chunks);
    let answered = transport.ask(upload).await.unwrap();
    assert_eq!(whole(answered).await.unwrap(), b"ok");
    let next = transport
        .ask(get(format!("http://{address}")))
        .await
        .unwrap();
    assert_eq!(whole(next).await.unwrap(), b"ok");
    assert_eq!(log.count("connection"), 2);
}

#[tokio::test]
async fn a_request_without_a_body_is_unsent_until_it_has_a_connection() {
    let silent = listen(|stream| async move {
        let _open = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let transport = transport();
    // TLS is never answered on the one, and the request on the other.
    for (scheme, sent) in [("https", Sent::None), ("http", Sent::Some)] {
        let mut request = get(format!("{scheme}://{silent}/"));
        request.method = "DELETE".to_owned();
        let mark = request.sent.clone();
        let asked = timeout(Duration::from_millis(100), transport.ask(request)).await;
        assert!(asked.is_err());
        assert_eq!(mark.get(), sent, "{scheme}");
    }
}
