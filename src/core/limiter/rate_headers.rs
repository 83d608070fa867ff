//! What the server says of its rate limit with each answer.

/// The rate headers of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RateHeaders {
    /// `X-RateLimit-Limit-Minute`
    pub limit: Option<f64>,
    /// `X-RateLimit-Remaining-Minute`
    pub remaining: Option<f64>,
}

impl RateHeaders {
    /// The headers by their text; what is not a number of at least 0 counts as absent.
    #[must_use]
    pub fn parse(limit: Option<&str>, remaining: Option<&str>) -> Self {
        let amount = |text: &str| {
            let amount = text.trim().parse::<f64>().ok()?;
            (amount.is_finite() && amount >= 0.0).then_some(amount)
        };
        Self {
            limit: limit.and_then(amount),
            remaining: remaining.and_then(amount),
        }
    }

    /// Whether the answer had any of them.
    #[must_use]
    pub fn any(&self) -> bool {
        self.limit.is_some() || self.remaining.is_some()
    }
}
