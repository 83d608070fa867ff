//! Transports by their options, so that clients with equal options share connections.

use std::sync::{Arc, Mutex, PoisonError};

use super::http::HttpTransport;
use super::options::TransportOptions;
use crate::core::failure::Failure;

/// How many transports are kept; each holds a connection pool.
const CAPACITY: usize = 16;

/// The transports used last, at most 16. One that falls out lives on with the
/// calls that hold it.
#[derive(Default)]
pub struct TransportCache {
    /// Most recently used last.
    kept: Mutex<Vec<(TransportOptions, Arc<HttpTransport>)>>,
}

impl TransportCache {
    /// The transport for `options`, built if there is none yet.
    ///
    /// # Errors
    /// What [`HttpTransport::new`] rejects.
    pub fn get(&self, options: &TransportOptions) -> Result<Arc<HttpTransport>, Failure> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = kept.iter().position(|(key, _)| key == options) {
            let entry = kept.remove(at);
            let transport = Arc::clone(&entry.1);
            kept.push(entry);
            return Ok(transport);
        }
        let transport = Arc::new(HttpTransport::new(options)?);
        if kept.len() == CAPACITY {
            kept.remove(0);
        }
        kept.push((options.clone(), Arc::clone(&transport)));
        Ok(transport)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(socket: usize) -> TransportOptions {
        TransportOptions {
            socket_path: Some(format!("/{socket}").into()),
            ..TransportOptions::default()
        }
    }

    #[test]
    fn equal_options_share_a_transport() {
        let cache = TransportCache::default();
        let first = cache.get(&options(0)).unwrap();
        assert!(Arc::ptr_eq(&first, &cache.get(&options(0)).unwrap()));
        assert!(!Arc::ptr_eq(&first, &cache.get(&options(1)).unwrap()));
    }

    #[test]
    fn the_least_recently_used_falls_out() {
        let cache = TransportCache::default();
        let first = cache.get(&options(0)).unwrap();
        let second = cache.get(&options(1)).unwrap();
        for n in 2..CAPACITY {
            cache.get(&options(n)).unwrap();
        }
        cache.get(&options(0)).unwrap();
        cache.get(&options(CAPACITY)).unwrap();
        assert!(Arc::ptr_eq(&first, &cache.get(&options(0)).unwrap()));
        assert!(!Arc::ptr_eq(&second, &cache.get(&options(1)).unwrap()));
    }
}
