use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::super::Sent;
use super::*;

const WORKERS: usize = 40;
const WRITES: usize = 60;

/// Numbers that look random (xorshift), the same in each run.
#[derive(Clone)]
struct Dice(Arc<AtomicU64>);

impl Dice {
    fn throw(&self, sides: u64) -> u64 {
        let mut seed = self.0.load(Ordering::Relaxed);
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        self.0.store(seed, Ordering::Relaxed);
        (seed >> 11) % sides
    }

    async fn pause(&self, micros: u64) {
        sleep(Duration::from_micros(self.throw(micros))).await;
    }
}

/// Answers, cuts answers off, says that it closes, or closes without a word.
async fn moody(mut stream: TcpStream, dice: Dice, log: Log) {
    if dice.throw(10) == 0 {
        return;
    }
    while let Some(request) = read_request(&mut stream).await {
        log.push(request.rsplit("\r\n\r\n").next().unwrap());
        dice.pause(3000).await;
        let mood = dice.throw(12);
        let answer = match mood {
            0 => return,
            1 => "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok",
            2 => "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            3 => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no",
            _ => OK,
        };
        let _ = stream.write_all(answer.as_bytes()).await;
        if mood == 1 {
            return;
        }
        if mood == 3 {
            dice.pause(2000).await;
            let _ = stream.write_all(b"\r\n1\r\nk\r\n0\r\n\r\n").await;
        }
        if dice.throw(8) == 0 {
            dice.pause(1500).await;
            return;
        }
    }
}

/// What became of a write, as its caller sees it.
async fn write(transport: &HttpTransport, url: &str, id: &str, dice: &Dice) -> &'static str {
    let mut request = post(url, "");
    request.body = WireBody::Bytes(Bytes::from(id.to_owned()));
    let mark = request.sent.clone();
    let hasty = dice.throw(6) == 0;
    let limit = if hasty { dice.throw(3000) } else { 20_000_000 };
    let work = async {
        let answer = transport.ask(request).await?;
        if dice.throw(10) > 0 {
            whole(answer).await?;
        }
        Ok::<_, Failure>(())
    };
    match timeout(Duration::from_micros(limit), work).await {
        Ok(Ok(())) => "answered",
        Ok(Err(failure)) if failure.sent == Sent::None => "unsent",
        Err(_) if !hasty => "hung",
        Err(_) if mark.get() == Sent::None => "unsent",
        _ => "unknown",
    }
}

#[tokio::test]
async fn in_a_storm_no_write_is_doubled_and_none_arrives_that_is_called_unsent() {
    let (log, dice) = (Log::default(), Dice(Arc::new(AtomicU64::new(88_172_645))));
    let (seen, moods) = (log.clone(), dice.clone());
    let address = listen(move |stream| moody(stream, moods.clone(), seen.clone())).await;
    let (url, transport) = (format!("http://{address}/"), Arc::new(transport()));
    let mut workers = JoinSet::new();
    for worker in 0..WORKERS {
        let (url, transport, dice) = (url.clone(), Arc::clone(&transport), dice.clone());
        workers.spawn(async move {
            let mut outcomes = Vec::new();
            for number in 0..WRITES {
                let id = format!("{worker}-{number}");
                let outcome = write(&transport, &url, &id, &dice).await;
                outcomes.push((id, outcome));
                dice.pause(3000).await;
            }
            outcomes
        });
    }
    let outcomes = workers.join_all().await.concat();
    // What was written last may still be under way.
    sleep(Duration::from_millis(50)).await;
    let arrived = log.all();
    let mut counts = BTreeMap::new();
    for (id, outcome) in &outcomes {
        let times = arrived.iter().filter(|seen| *seen == id).count();
        *counts.entry((*outcome, times)).or_insert(0) += 1;
    }
    let fair =
        |key: &(&str, usize)| matches!(key, ("answered", 1) | ("unsent", 0) | ("unknown", 0 | 1));
    assert!(counts.keys().all(fair), "{counts:?}");
    assert!(counts[&("answered", 1)] > 1000, "{counts:?}");
}
