//! TLS the way Node programs know it: which certificates are trusted, and by
//! which codes a refusal is named.

use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore,
    SignatureScheme, SupportedProtocolVersion,
};

use super::authorities::{More, certificates, is_unknown_issuer};
use super::options::{Identity, TlsVersion, TransportOptions};
use crate::core::failure::{Failure, FailureKind};

/// Builds the TLS settings that `options` ask for.
///
/// # Errors
/// [`FailureKind::Refused`] naming the option that cannot be used.
pub(in crate::core) fn client_config(options: &TransportOptions) -> Result<ClientConfig, Failure> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&versions(options))
        .map_err(|_| refused("The TLS versions leave none to speak."))?
        .dangerous()
        .with_custom_certificate_verifier(verifier(options, provider)?);
    match &options.identity {
        None => Ok(builder.with_no_client_auth()),
        Some(identity) => {
            let (chain, key) = read_identity(identity)?;
            builder.with_client_auth_cert(chain, key).map_err(|_| {
                refused("The \"cert\" and \"key\" options do not belong together.")
                    .code("ERR_OSSL_X509_KEY_VALUES_MISMATCH")
            })
        }
    }
}

fn refused(message: &str) -> Failure {
    Failure::new(FailureKind::Refused, message)
}

fn versions(options: &TransportOptions) -> Vec<&'static SupportedProtocolVersion> {
    [
        (TlsVersion::V1_2, &rustls::version::TLS12),
        (TlsVersion::V1_3, &rustls::version::TLS13),
    ]
    .into_iter()
    .filter(|(version, _)| (options.min_tls..=options.max_tls).contains(version))
    .map(|(_, supported)| supported)
    .collect()
}

fn read_identity(
    identity: &Identity,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Failure> {
    let chain = certificates(&identity.cert)
        .ok_or_else(|| refused("The \"cert\" option holds no PEM certificate."))?;
    let key = PrivateKeyDer::from_pem_slice(&identity.key)
        .map_err(|_| {
            refused("The \"key\" option holds no PEM private key, or an encrypted one without its \"passphrase\".")
        })?;
    Ok((chain, key))
}

fn verifier(
    options: &TransportOptions,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Failure> {
    if !options.reject_unauthorized {
        return Ok(Arc::new(AcceptAny(provider)));
    }
    let mut anchors = Vec::new();
    for pem in &options.ca {
        anchors.extend(
            certificates(pem)
                .ok_or_else(|| refused("The \"ca\" option holds no PEM certificate."))?,
        );
    }
    let mut roots = RootCertStore::empty();
    if !options.only_given_ca {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots.add_parsable_certificates(anchors.iter().cloned());
    let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .map_err(|_| refused("The \"ca\" option holds no usable certificate."))?;
    Ok(Arc::new(NodeVerifier {
        inner,
        anchors,
        more: (!options.only_given_ca).then(|| More::in_files(&options.ca_files)),
    }))
}

/// The name that servers are asked for and must prove, if it is not the URL's.
///
/// # Errors
/// [`FailureKind::Refused`]: it is none.
pub(super) fn server_name(
    options: &TransportOptions,
) -> Result<Option<ServerName<'static>>, Failure> {
    let name = options.server_name.clone().map(ServerName::try_from);
    name.transpose()
        .map_err(|_| refused("The \"servername\" option holds no host name."))
}

/// A refused certificate, in Node's words.
#[derive(Debug)]
pub(super) struct Untrusted {
    /// Node's code.
    pub(super) code: &'static str,
    /// Node's message.
    pub(super) message: String,
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Untrusted {}

impl Untrusted {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message }
    }

    fn from_error(
        error: &CertificateError,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
    ) -> Self {
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                Self::new("CERT_HAS_EXPIRED", "certificate has expired")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::new("CERT_NOT_YET_VALID", "certificate is not yet valid")
            }
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
                Self::new("INVALID_PURPOSE", "unsuitable certificate purpose")
            }
            CertificateError::Revoked => Self::new("CERT_REVOKED", "certificate revoked"),
            CertificateError::NotValidForName => Self::new(
                "ERR_TLS_CERT_ALTNAME_INVALID",
                "Hostname/IP does not match certificate's altnames",
            ),
            CertificateError::NotValidForNameContext {
                expected,
                presented,
            } => Self::wrong_name(expected, presented),
            _ => Self::no_chain(leaf, intermediates),
        }
    }

    fn wrong_name(expected: &ServerName<'_>, presented: &[String]) -> Self {
        let reason = if let ServerName::IpAddress(ip) = expected {
            let ip = std::net::IpAddr::from(*ip);
            let names = names(presented, "IpAddress(", "");
            format!("IP: {ip} is not in the cert's list: {}", names.join(", "))
        } else {
            let host = expected.to_str();
            let mut all = names(presented, "DnsName(\"", "DNS:");
            all.extend(names(presented, "IpAddress(", "IP Address:"));
            let all = all.join(", ");
            format!("Host: {host}. is not in the cert's altnames: {all}")
        };
        Self::new(
            "ERR_TLS_CERT_ALTNAME_INVALID",
            format!("Hostname/IP does not match certificate's altnames: {reason}"),
        )
    }

    /// No way from the leaf to an authority: OpenSSL's names for the shapes this has.
    fn no_chain(leaf: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]) -> Self {
        if is_self_signed(leaf) {
            Self::new("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate")
        } else if intermediates.iter().any(is_self_signed) {
            Self::new(
                "SELF_SIGNED_CERT_IN_CHAIN",
                "self-signed certificate in certificate chain",
            )
        } else if intermediates.is_empty() {
            Self::new(
                "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
                "unable to verify the first certificate",
            )
        } else {
            Self::new(
                "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
                "unable to get local issuer certificate",
            )
        }
    }
}

/// Names of one kind among those that a certificate bears, which rustls gives as
/// `DnsName("a.test")` and `IpAddress(127.0.0.1)`.
fn names(presented: &[String], kind: &str, shown_as: &str) -> Vec<String> {
    presented
        .iter()
        .filter_map(|name| name.strip_prefix(kind))
        .map(|name| format!("{shown_as}{}", name.trim_end_matches([')', '"'])))
        .collect()
}

impl From<Untrusted> for rustls::Error {
    fn from(untrusted: Untrusted) -> Self {
        Self::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(untrusted))))
    }
}

fn is_self_signed(der: &CertificateDer<'_>) -> bool {
    webpki::EndEntityCert::try_from(der).is_ok_and(|cert| cert.issuer() == cert.subject())
}

/// Verifies as webpki does, first by Mozilla's bundled authorities and the
/// configured ones, then by those of files and of the system. Besides it accepts a leaf that is itself
/// one of the configured authorities, as OpenSSL does.
#[derive(Debug)]
struct NodeVerifier {
    inner: Arc<WebPkiServerVerifier>,
    anchors: Vec<CertificateDer<'static>>,
    more: Option<More>,
}

impl NodeVerifier {
    /// Whether `leaf` is a configured authority. webpki checks the dates before it
    /// finds that an authority serves as leaf, but not the name.
    fn is_anchor(&self, error: &rustls::Error, leaf: &CertificateDer<'_>) -> bool {
        let of_files = || {
            self.more
                .iter()
                .flat_map(|more| &more.of_files().certificates)
        };
        is_ca_as_leaf(error)
            && self
                .anchors
                .iter()
                .chain(of_files())
                .any(|anchor| anchor == leaf)
    }
}

fn is_ca_as_leaf(error: &rustls::Error) -> bool {
    let rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(cause))) = error
    else {
        return false;
    };
    matches!(
        cause.downcast_ref::<webpki::Error>(),
        Some(webpki::Error::CaUsedAsEndEntity)
    )
}

impl ServerCertVerifier for NodeVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let by = |verifier: &WebPkiServerVerifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let verdict = match (by(&self.inner), &self.more) {
            (Err(error), Some(more)) if is_unknown_issuer(&error) => more.verify(error, by),
            (Err(error), _) if self.is_anchor(&error, end_entity) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)
                    .map(|()| ServerCertVerified::assertion())
            }
            (verdict, _) => verdict,
        };
        verdict.map_err(|error| match error {
            rustls::Error::InvalidCertificate(error) => {
                Untrusted::from_error(&error, end_entity, intermediates).into()
            }
            other => other,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// `rejectUnauthorized: false`: any certificate will do. The server must still
/// hold its key.
#[derive(Debug)]
struct AcceptAny(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
