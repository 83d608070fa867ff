//! A transport that answers at once.

use std::task::{Context, Poll};

use bytes::Bytes;
use core_bench::core::failure::Failure;
use core_bench::core::headers::AnswerHeaders;
use core_bench::core::transport::{BoxFuture, Transport, WireReader, WireRequest, WireResponse};

use crate::server::{BODY, HEADERS};

/// Answers every request with the same page.
pub struct Memory(AnswerHeaders);

impl Default for Memory {
    fn default() -> Self {
        Self(HEADERS.into_iter().collect())
    }
}

impl Transport for Memory {
    fn send<'a>(
        &'a self,
        request: WireRequest<'a>,
    ) -> BoxFuture<'a, Result<WireResponse, Failure>> {
        Box::pin(async move {
            // The answer comes in a later turn, as from a network.
            tokio::task::yield_now().await;
            drop(request);
            Ok(WireResponse {
                status: 200,
                reason: "OK".into(),
                headers: self.0.clone(),
                body: Box::new(Page(Some(Bytes::from_static(BODY)))),
            })
        })
    }
}

struct Page(Option<Bytes>);

impl WireReader for Page {
    fn poll_next(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        Poll::Ready(Ok(self.0.take()))
    }
}
