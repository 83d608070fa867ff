//! The pool of the processes of one machine and one user, in a file.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize as _;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::driver::Store;
use super::state::{Pool, Reply, Request};
use crate::core::failure::{Failure, FailureKind};
use crate::core::transport::BoxFuture;

/// Between two looks at a lock that another process holds, which is for less than a millisecond.
const BETWEEN: Duration = Duration::from_millis(1);

/// A file with more bytes is not one of ours.
const LONGEST: u64 = 1 << 24;

/// A file that is read and written under a lock, which the system frees when its holder dies.
pub struct FilePool {
    place: Arc<Place>,
    /// Held by the thread that is at the file: on a disk that hangs, only one is to hang, not all
    /// that the process has for names and files.
    turn: Arc<Mutex<()>>,
}

struct Place {
    directory: PathBuf,
    file: PathBuf,
}

impl FilePool {
    /// The pool of that name, in a directory of this user's below the system's for temporary
    /// files.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::within(&std::env::temp_dir().join(directory_name()), name)
    }

    fn within(directory: &Path, name: &str) -> Self {
        Self {
            place: Arc::new(Place {
                file: directory.join(format!("{name}.json")),
                directory: directory.to_owned(),
            }),
            turn: Arc::default(),
        }
    }
}

impl Store for FilePool {
    fn exchange<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, Failure>> {
        Box::pin(async move {
            loop {
                let turn = Arc::clone(&self.turn).lock_owned().await;
                let (place, request) = (Arc::clone(&self.place), request.clone());
                let exchange = move || {
                    let _turn = turn;
                    place.exchange(&request)
                };
                let done = spawn_blocking(exchange).await;
                match done {
                    Ok(Ok(Some(reply))) => return Ok(reply),
                    // Never a wait in the system's hands: a holder that was stopped would keep us.
                    Ok(Ok(None)) => sleep(BETWEEN).await,
                    Ok(Err(error)) => return Err(self.place.failed(&error)),
                    Err(_) => {
                        return Err(self.place.failed(&io::Error::other("it was interrupted")));
                    }
                }
            }
        })
    }
}

impl Place {
    /// `None` if another process has the file.
    fn exchange(&self, request: &Request) -> io::Result<Option<Reply>> {
        let mut file = self.open()?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let mut text = Vec::new();
        (&mut file).take(LONGEST).read_to_end(&mut text)?;
        let mut pool = read(&text);
        let reply = pool.exchange(now(), request);
        let written = serde_json::to_vec(&pool)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&written)?;
        // Of one that is cut off in between, the rest is never read.
        file.set_len(written.len() as u64)?;
        Ok(Some(reply))
    }

    fn open(&self) -> io::Result<File> {
        make(&self.directory)?;
        check_directory(&self.directory)?;
        let options = &mut OpenOptions::new();
        let file = open(options.read(true).write(true).create(true), &self.file)?;
        check_file(&file)?;
        Ok(file)
    }

    fn failed(&self, error: &io::Error) -> Failure {
        let file = self.file.display();
        let message = format!("The file of the rate limit {file} could not be used: {error}.");
        Failure::new(FailureKind::Refused, message)
    }
}

/// An empty file is a new pool; what is no pool was one, for all anybody can tell.
fn read(text: &[u8]) -> Pool {
    if text.is_empty() {
        return Pool::default();
    }
    Pool::deserialize(&mut serde_json::Deserializer::from_slice(text))
        .unwrap_or_else(|_| Pool::lost())
}

fn now() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(since_1970.unwrap_or_default().as_millis()).unwrap_or(u64::MAX)
}

fn make(directory: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(directory) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn directory_name() -> String {
    format!("helpscout-native-{}", user())
}

#[cfg(unix)]
fn user() -> u32 {
    // SAFETY: it takes nothing and cannot fail.
    unsafe { libc::geteuid() }
}

#[cfg(unix)]
fn check_directory(directory: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(directory)?;
    if !metadata.is_dir() {
        return Err(io::Error::other("its directory is no directory"));
    }
    check_owner(&metadata, "its directory")
}

#[cfg(unix)]
fn check_file(file: &File) -> io::Result<()> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    check_owner(&metadata, "it")
}

#[cfg(unix)]
fn check_owner(metadata: &fs::Metadata, what: &str) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;

    if metadata.uid() != user() {
        return Err(io::Error::other(format!("{what} belongs to another user")));
    }
    if metadata.mode() & 0o077 != 0 {
        return Err(io::Error::other(format!("{what} is open to others")));
    }
    Ok(())
}

#[cfg(unix)]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    // Opening a pipe must not wait for its other end.
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
    options.mode(0o600).custom_flags(flags).open(path)
}

/// The directory for temporary files is the user's own.
#[cfg(not(unix))]
fn directory_name() -> String {
    "helpscout-native".to_owned()
}

#[cfg(not(unix))]
fn check_directory(directory: &Path) -> io::Result<()> {
    if fs::symlink_metadata(directory)?.is_dir() {
        Ok(())
    } else {
        Err(io::Error::other("its directory is no directory"))
    }
}

#[cfg(not(unix))]
fn check_file(file: &File) -> io::Result<()> {
    if file.metadata()?.is_file() {
        Ok(())
    } else {
        Err(io::Error::other("it is no file"))
    }
}

#[cfg(not(unix))]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(io::Error::other("it is a symbolic link"));
    }
    options.open(path)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use tokio::time::timeout;

    use super::*;

    const NAME: &str = "test";

    fn directory() -> PathBuf {
        let number = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
        let directory = std::env::temp_dir().join(format!("pool-{number:x}"));
        make(&directory).unwrap();
        directory
    }

    fn request(holder: &str) -> Request {
        Request {
            holder: holder.to_owned(),
            number: 1,
            window: 60_000,
            joins: true,
            limit: Some(10.0),
            needed: 1.0,
            wanted: 6.0,
            ..Request::default()
        }
    }

    async fn ask(directory: &Path, holder: &str) -> Result<Reply, Failure> {
        let pool = FilePool::within(directory, NAME);
        pool.exchange(&request(holder)).await
    }

    #[tokio::test]
    async fn what_one_was_granted_the_next_is_not() {
        let directory = directory();
        assert!((ask(&directory, "a").await.unwrap().granted - 6.0).abs() < 1e-9);
        assert!((ask(&directory, "b").await.unwrap().granted - 4.0).abs() < 1e-9);
        let mode = fs::metadata(directory.join("test.json"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::remove_dir_all(directory).unwrap();
    }

    #[tokio::test]
    async fn what_is_no_pool_is_replaced_and_grants_nothing_at_first() {
        let directory = directory();
        ask(&directory, "a").await.unwrap();
        for text in ["{\"born\":", "[]", "\0\0\0"] {
            fs::write(directory.join("test.json"), text).unwrap();
            assert!(ask(&directory, "b").await.unwrap().granted.abs() < 1e-9);
        }
        fs::remove_dir_all(directory).unwrap();
    }

    #[tokio::test]
    async fn what_is_cut_off_after_the_pool_is_not_read() {
        let directory = directory();
        ask(&directory, "a").await.unwrap();
        let file = directory.join("test.json");
        let mut text = fs::read(&file).unwrap();
        text.extend(b"}}0.5}");
        fs::write(&file, text).unwrap();
        assert!((ask(&directory, "b").await.unwrap().granted - 4.0).abs() < 1e-9);
        fs::remove_dir_all(directory).unwrap();
    }

    #[tokio::test]
    async fn a_file_that_hangs_costs_one_thread_however_often_it_is_asked() {
        let directory = directory();
        let pool = FilePool::within(&directory, NAME);
        let hanging = Arc::clone(&pool.turn).lock_owned().await;
        for _ in 0..3 {
            let asked = timeout(Duration::from_millis(5), pool.exchange(&request("a"))).await;
            assert!(asked.is_err());
        }
        assert!(!directory.join("test.json").exists());
        drop(hanging);
        pool.exchange(&request("a")).await.unwrap();
        fs::remove_dir_all(directory).unwrap();
    }

    #[tokio::test]
    async fn links_and_what_is_open_to_others_are_refused() {
        let directory = directory();
        let file = directory.join("test.json");
        let elsewhere = directory.join("elsewhere");
        fs::write(&elsewhere, "mine").unwrap();
        symlink(&elsewhere, &file).unwrap();
        assert!(ask(&directory, "a").await.is_err());
        assert_eq!(fs::read(&elsewhere).unwrap(), b"mine");
        fs::remove_file(&file).unwrap();
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let failure = ask(&directory, "a").await.unwrap_err();
        assert!(
            failure.message.contains("open to others"),
            "{}",
            failure.message
        );
        fs::remove_file(&file).unwrap();
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
        let failure = ask(&directory, "a").await.unwrap_err();
        assert!(
            failure.message.contains("its directory is open"),
            "{}",
            failure.message
        );
        let link = directory.join("link");
        symlink(&elsewhere, &link).unwrap();
        assert!(ask(&link, "a").await.is_err());
        fs::remove_dir_all(directory).unwrap();
    }
}
