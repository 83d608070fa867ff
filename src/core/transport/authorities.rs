//! Who vouches for servers: certificates of authorities, where they are found and when.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerified;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, RootCertStore};

fn read_ca_file(file: &Path) -> Vec<CertificateDer<'static>> {
    std::fs::read(file)
        .ok()
        .and_then(|pem| certificates(&pem))
        .unwrap_or_default()
}

/// Authorities besides the bundled and the configured ones: those of the files that
/// the environment names, and the system's, which company networks add theirs to.
/// Reading them takes milliseconds, so that waits until the others do not suffice.
#[derive(Debug)]
pub(super) struct More {
    files: Vec<PathBuf>,
    of_files: OnceLock<Authorities>,
}

/// Authorities, and who verifies by them: nobody if there are none.
#[derive(Debug)]
pub(super) struct Authorities {
    pub(super) certificates: Vec<CertificateDer<'static>>,
    verifier: Option<Arc<WebPkiServerVerifier>>,
}

impl Authorities {
    fn of(certificates: Vec<CertificateDer<'static>>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates.iter().cloned());
        let provider = Arc::new(ring::default_provider());
        let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        Self {
            certificates,
            verifier: builder.build().ok(),
        }
    }
}

impl More {
    pub(super) fn in_files(files: &[PathBuf]) -> Self {
        Self {
            files: files.to_vec(),
            of_files: OnceLock::new(),
        }
    }

    pub(super) fn of_files(&self) -> &Authorities {
        let read = || {
            self.files
                .iter()
                .flat_map(|file| read_ca_file(file))
                .collect()
        };
        self.of_files.get_or_init(|| Authorities::of(read()))
    }

    /// The system's; none in slim images.
    fn of_system() -> &'static Authorities {
        static SYSTEM: OnceLock<Authorities> = OnceLock::new();
        SYSTEM.get_or_init(|| Authorities::of(rustls_native_certs::load_native_certs().certs))
    }

    /// Asks one after the other, until one knows the issuer; `unknown` if none does.
    pub(super) fn verify(
        &self,
        unknown: rustls::Error,
        by: impl Fn(&WebPkiServerVerifier) -> Result<ServerCertVerified, rustls::Error>,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let ask = |authorities: &Authorities, error| {
            authorities
                .verifier
                .as_ref()
                .map_or(Err(error), |verifier| by(verifier))
        };
        match ask(self.of_files(), unknown) {
            Err(error) if is_unknown_issuer(&error) => ask(Self::of_system(), error),
            verdict => verdict,
        }
    }
}

/// The certificates of a PEM text, `None` if there is none or one is damaged.
pub(super) fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .ok()?;
    (!found.is_empty()).then_some(found)
}

pub(super) fn is_unknown_issuer(error: &rustls::Error) -> bool {
    *error == rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)
}
