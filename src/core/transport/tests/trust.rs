use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::super::Sent;
use super::super::options::{Identity, TlsVersion};
use super::*;
use crate::core::failure::FailureKind;

/// A certificate chain and its leaf's key, both PEM.
pub(super) struct Pair {
    chain: String,
    key: String,
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    params
}

/// What `openssl req -x509` makes: a leaf that says it is an authority.
pub(super) fn self_signed(name: &str) -> Pair {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    sign_self(&params)
}

fn sign_self(params: &CertificateParams) -> Pair {
    let key = KeyPair::generate().unwrap();
    Pair {
        chain: params.self_signed(&key).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = params("Some authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn issued(authority: &CertifiedIssuer<'static, KeyPair>, with_root: bool) -> Pair {
    let key = KeyPair::generate().unwrap();
    let mut chain = params("localhost")
        .signed_by(&key, authority)
        .unwrap()
        .pem();
    if with_root {
        chain.push_str(&authority.pem());
    }
    Pair {
        chain,
        key: key.serialize_pem(),
    }
}

/// An HTTPS server that answers `ok`.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    /// The names that it was asked for.
    asked_for: Log,
}

impl Server {
    pub(super) async fn start(pair: &Pair) -> Self {
        Self::start_with(pair, None).await
    }

    /// With `clients`, only certificates of that authority are let in.
    async fn start_with(pair: &Pair, clients: Option<&str>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(pem) => {
                let mut roots = rustls::RootCertStore::empty();
                roots
                    .add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
                    .unwrap();
                let verifier = rustls::server::WebPkiClientVerifier::builder_with_provider(
                    Arc::new(roots),
                    provider,
                );
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let chain = CertificateDer::pem_slice_iter(pair.chain.as_bytes());
        let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).unwrap();
        let config = builder
            .with_single_cert(chain.map(Result::unwrap).collect(), key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let asked_for = Log::default();
        let names = asked_for.clone();
        let address = listen(move |stream| {
            let (acceptor, names) = (acceptor.clone(), names.clone());
            async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    names.push(stream.get_ref().1.server_name().unwrap_or_default());
                    answer_all(stream, Log::default(), OK.into()).await;
                }
            }
        })
        .await;
        Self { address, asked_for }
    }

    fn url(&self, host: &str) -> String {
        format!("https://{host}:{}/", self.address.port())
    }
}

fn trusting(pem: &str) -> TransportOptions {
    TransportOptions {
        ca: vec![pem.as_bytes().to_vec()],
        ..TransportOptions::default()
    }
}

async fn outcome(server: &Server, host: &str, options: &TransportOptions) -> Result<(), Failure> {
    let transport = HttpTransport::new(options).unwrap();
    let response = transport.ask(post(server.url(host), "x")).await?;
    assert_eq!(whole(response).await.unwrap(), b"ok");
    Ok(())
}

async fn code(server: &Server, host: &str, options: &TransportOptions) -> (String, &'static str) {
    let failure = outcome(server, host, options).await.unwrap_err();
    assert_eq!(
        (failure.kind, failure.sent),
        (FailureKind::Network, Sent::None)
    );
    (failure.message, failure.code.unwrap())
}

#[tokio::test]
async fn a_self_signed_certificate_counts_only_where_it_is_configured() {
    for pair in [self_signed("localhost"), sign_self(&params("localhost"))] {
        let server = Server::start(&pair).await;
        let refusal = code(&server, "localhost", &TransportOptions::default()).await;
        let expected = "self-signed certificate".to_owned();
        assert_eq!(refusal, (expected, "DEPTH_ZERO_SELF_SIGNED_CERT"));
        let other = trusting(&self_signed("localhost").chain);
        assert_eq!(
            code(&server, "localhost", &other).await.1,
            "DEPTH_ZERO_SELF_SIGNED_CERT"
        );
        outcome(&server, "localhost", &trusting(&pair.chain))
            .await
            .unwrap();
        let alone = TransportOptions {
            only_given_ca: true,
            ..trusting(&pair.chain)
        };
        outcome(&server, "localhost", &alone).await.unwrap();
    }
}

#[tokio::test]
async fn a_configured_certificate_must_still_bear_the_name_and_be_in_time() {
    let pair = self_signed("other.test");
    let server = Server::start(&pair).await;
    let (message, name) = code(&server, "localhost", &trusting(&pair.chain)).await;
    assert_eq!(name, "ERR_TLS_CERT_ALTNAME_INVALID");
    assert!(
        message.starts_with("Hostname/IP does not match certificate's altnames: Host: localhost.")
    );
    assert!(message.ends_with("altnames: DNS:other.test"));

    let mut expired = params("localhost");
    expired.not_after = date_time_ymd(2001, 1, 1);
    expired.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pair = sign_self(&expired);
    let server = Server::start(&pair).await;
    let refusal = code(&server, "localhost", &trusting(&pair.chain)).await;
    assert_eq!(
        refusal,
        ("certificate has expired".to_owned(), "CERT_HAS_EXPIRED")
    );
}

#[tokio::test]
async fn another_name_than_the_urls_may_be_asked_for() {
    let pair = self_signed("other.test");
    let server = Server::start(&pair).await;
    let named = |name: &str| TransportOptions {
        server_name: Some(name.to_owned()),
        ..trusting(&pair.chain)
    };
    for host in ["localhost", "127.0.0.1"] {
        outcome(&server, host, &named("other.test")).await.unwrap();
        assert_eq!(server.asked_for.all().pop().as_deref(), Some("other.test"));
        let (message, _) = code(&server, host, &named("third.test")).await;
        assert!(message.contains("Host: third.test."));
    }
}

#[tokio::test]
async fn addresses_are_names_too() {
    let pair = self_signed("127.0.0.1");
    let server = Server::start(&pair).await;
    outcome(&server, "127.0.0.1", &trusting(&pair.chain))
        .await
        .unwrap();
    let (message, _) = code(&server, "localhost", &trusting(&pair.chain)).await;
    assert!(message.contains("Host: localhost."));
}

#[tokio::test]
async fn a_private_authority_is_trusted_where_it_is_configured() {
    let authority = authority();
    let options = trusting(&authority.pem());
    for (with_root, expected) in [
        (false, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
        (true, "SELF_SIGNED_CERT_IN_CHAIN"),
    ] {
        let server = Server::start(&issued(&authority, with_root)).await;
        let refusal = code(&server, "localhost", &TransportOptions::default()).await;
        assert_eq!(refusal.1, expected);
        outcome(&server, "localhost", &options).await.unwrap();
    }
}

#[tokio::test]
async fn an_authority_that_is_named_is_trusted_whoever_signed_it_and_whenever() {
    let root = authority();
    let mut params = params("Below");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_after = date_time_ymd(2001, 1, 1);
    let below = CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &root).unwrap();
    let server = Server::start(&issued(&below, false)).await;
    outcome(&server, "localhost", &trusting(&below.pem()))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_certificate_for_other_purposes_is_refused() {
    let authority = authority();
    let mut params = params("localhost");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let key = KeyPair::generate().unwrap();
    let server = Server::start(&Pair {
        chain: params.signed_by(&key, &authority).unwrap().pem(),
        key: key.serialize_pem(),
    })
    .await;
    let refusal = code(&server, "localhost", &trusting(&authority.pem())).await;
    let expected = (
        "unsuitable certificate purpose".to_owned(),
        "INVALID_PURPOSE",
    );
    assert_eq!(refusal, expected);
}

#[tokio::test]
async fn a_file_of_authorities_is_read_and_a_missing_one_ignored() {
    let pair = self_signed("localhost");
    let server = Server::start(&pair).await;
    let file = std::env::temp_dir().join(format!("transport-{}.pem", std::process::id()));
    std::fs::write(&file, &pair.chain).unwrap();
    let options = TransportOptions {
        ca_files: vec!["/no/such.pem".into(), file.clone()],
        ..TransportOptions::default()
    };
    outcome(&server, "localhost", &options).await.unwrap();
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn any_certificate_will_do_when_none_is_to_be_refused() {
    let server = Server::start(&self_signed("other.test")).await;
    let options = TransportOptions {
        reject_unauthorized: false,
        max_tls: TlsVersion::V1_2,
        ..TransportOptions::default()
    };
    outcome(&server, "localhost", &options).await.unwrap();
}

#[tokio::test]
async fn we_show_our_certificate_when_we_have_one() {
    let pair = self_signed("localhost");
    let ours = authority();
    let key = KeyPair::generate().unwrap();
    let cert = params("client.test").signed_by(&key, &ours).unwrap().pem();
    let server = Server::start_with(&pair, Some(&ours.pem())).await;
    let mut options = trusting(&pair.chain);
    // The server has read nothing of the request, so that it may be sent again elsewhere.
    let (_, required) = code(&server, "localhost", &options).await;
    assert_eq!(required, "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED");
    options.identity = Some(Identity {
        cert: cert.into_bytes(),
        key: key.serialize_pem().into_bytes(),
    });
    assert!(!format!("{options:?}").contains("PRIVATE"));
    outcome(&server, "localhost", &options).await.unwrap();
}

#[tokio::test]
async fn what_is_no_tls_has_nodes_names() {
    let plain = listen(|mut stream| async move {
        let _ = stream.read_u8().await;
        let reply = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
        let _ = stream.write_all(reply.as_bytes()).await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    let closing = listen(|mut stream| async move {
        let _ = stream.read_u8().await;
        let _ = stream.read(&mut [0; 4096]).await;
    })
    .await;
    let failure_of = async |port: u16| {
        failure(
            &transport(),
            post(format!("https://127.0.0.1:{port}/"), "x"),
        )
        .await
    };
    let garbage = failure_of(plain.port()).await;
    assert_eq!((garbage.code, garbage.sent), (Some("EPROTO"), Sent::None));
    let closed = failure_of(closing.port()).await;
    assert_eq!(
        closed.message,
        "Client network socket disconnected before secure TLS connection was established"
    );
    assert_eq!((closed.code, closed.sent), (Some("ECONNRESET"), Sent::None));
    let peer = ("127.0.0.1".to_owned(), closing.port());
    assert_eq!(closed.handshake_with, Some(peer));
}

#[test]
fn unusable_options_are_named() {
    for (options, message) in [
        (
            trusting("no pem"),
            "The \"ca\" option holds no PEM certificate.",
        ),
        (
            TransportOptions {
                identity: Some(Identity {
                    cert: self_signed("a").chain.into_bytes(),
                    key: b"no pem".to_vec(),
                }),
                ..TransportOptions::default()
            },
            "The \"key\" option holds no PEM private key, or an encrypted one without its \"passphrase\".",
        ),
        (
            TransportOptions {
                server_name: Some("no name".to_owned()),
                ..TransportOptions::default()
            },
            "The \"servername\" option holds no host name.",
        ),
        (
            TransportOptions {
                min_tls: TlsVersion::V1_3,
                max_tls: TlsVersion::V1_2,
                ..TransportOptions::default()
            },
            "The TLS versions leave none to speak.",
        ),
    ] {
        let failure = HttpTransport::new(&options).err().unwrap();
        assert_eq!(
            (failure.kind, failure.message.as_str()),
            (FailureKind::Refused, message)
        );
    }
}
