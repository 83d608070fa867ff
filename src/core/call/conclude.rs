//! How a call's failure is told.

use std::time::Duration;

use super::Limits;
use super::job::Pending;
use crate::core::failure::{Failure, FailureKind};
use crate::core::retry;

/// The deadline of the call came.
pub(super) fn overdue(limits: &Limits) -> Failure {
    let total = limits.total.unwrap_or_default().as_millis();
    let message = format!("The call did not end within {total} ms.");
    Failure::new(FailureKind::Timeout, message).code("ECONNABORTED")
}

/// The job ran for as long as its `expiration` let it.
pub(super) fn expired(limit: Duration) -> Failure {
    let message = format!("This job timed out after {} ms.", limit.as_millis());
    Failure::new(FailureKind::Limiter, message)
}

/// The failure as the caller learns of it.
pub(super) fn conclude(pending: &Pending, mut failure: Failure) -> Failure {
    let method = &pending.call.method;
    if retry::is_indeterminate(method, &failure) {
        return failure.indeterminate();
    }
    failure.maybe_applied = pending.may_be_applied();
    failure.retryable = pending.may_be_made_again(&failure);
    failure
}
