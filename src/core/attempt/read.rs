//! Reading an answer's body: whole, or chunk by chunk.

use bytes::Bytes;
use tokio::time::timeout;

use super::timed_out;
use crate::core::call::Limits;
use crate::core::failure::{Failure, FailureKind};
use crate::core::transport::{BoxFuture, Sent, WireReader};

/// Reads `reader` to its end, at most `limit` bytes.
pub(super) async fn whole(
    mut reader: Box<dyn WireReader>,
    limit: Option<u64>,
) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = reader.next().await? {
        let size = (body.len() + chunk.len()) as u64;
        if let Some(limit) = limit.filter(|limit| size > *limit) {
            let message = format!("maxContentLength size of {limit} exceeded");
            return Err(Failure::new(FailureKind::Refused, message).sent(Sent::Some));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// `reader` with the attempt's limit of time for each chunk.
pub(super) fn each_in_time(reader: Box<dyn WireReader>, limits: &Limits) -> Box<dyn WireReader> {
    Box::new(InTime {
        reader,
        limits: limits.clone(),
    })
}

struct InTime {
    reader: Box<dyn WireReader>,
    limits: Limits,
}

impl WireReader for InTime {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>> {
        Box::pin(async {
            let chunk = self.reader.next();
            match self.limits.attempt {
                None => chunk.await,
                Some(limit) => timeout(limit, chunk)
                    .await
                    .unwrap_or_else(|_| Err(timed_out(&self.limits, Sent::Some))),
            }
        })
    }
}
