//! The server that the benchmarks ask. It does as little as it can for a request, so that the
//! client is what is measured.
//!
//! `server CA_FILE DELAY_MS` listens on two ports of 127.0.0.1, writes the certificate to trust to
//! `CA_FILE`, prints `{"http": …, "https": …}` with its origins and serves until its input ends.

mod answers;
mod connection;
mod pages;

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use answers::Answers;

type Failure = Box<dyn std::error::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let ca_file = args
        .next()
        .ok_or("the file for the certificate is missing")?;
    let delay = args.next().ok_or("the delay in milliseconds is missing")?;

    let answers = Arc::new(Answers::prepare(Duration::from_millis(delay.parse()?))?);
    let acceptor = acceptor(&ca_file)?;
    let plain = TcpListener::bind("127.0.0.1:0").await?;
    let secure = TcpListener::bind("127.0.0.1:0").await?;
    let origins = json!({
        "http": format!("http://{}", plain.local_addr()?),
        "https": format!("https://{}", secure.local_addr()?),
    });
    println!("{origins}");
    std::thread::spawn(end_with_input);

    loop {
        tokio::select! {
            accepted = plain.accept() => {
                let (stream, answers) = (ready(accepted?.0)?, Arc::clone(&answers));
                tokio::spawn(async move { serve(stream, &answers).await });
            }
            accepted = secure.accept() => {
                let (stream, answers) = (ready(accepted?.0)?, Arc::clone(&answers));
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, &answers).await;
                    }
                });
            }
        }
    }
}

fn ready(stream: TcpStream) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// A connection that breaks is the client's affair, which counts its failures.
async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, answers: &Answers) {
    let _ = connection::serve(stream, answers).await;
}

fn end_with_input() {
    let _ = io::stdin().read_to_end(&mut Vec::new());
    std::process::exit(0);
}

/// TLS with a certificate of an authority that exists for this run only.
fn acceptor(ca_file: &str) -> Result<TlsAcceptor, Failure> {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "helpscout-native benches");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    std::fs::write(ca_file, authority.pem())?;

    let key = KeyPair::generate()?;
    let leaf = CertificateParams::new(["127.0.0.1".to_owned()])?.signed_by(&key, &authority)?;
    let key = PrivateKeyDer::try_from(key.serialize_der())?;
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
