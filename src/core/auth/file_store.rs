//! Tokens in a file of this machine, for its owner only.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::keeper::{Lock, TokenStore};
use super::tokens::Tokens;
use crate::core::failure::{Failure, FailureKind};
use crate::core::transport::BoxFuture;

/// Between two looks at a lock that somebody else holds.
const BETWEEN: Duration = Duration::from_millis(50);

/// A file with more bytes is not one of ours.
const LONGEST: u64 = 1 << 20;

/// Tells the temporary files of this process apart.
static SAVES: AtomicU64 = AtomicU64::new(0);

/// A file that is replaced whole, and beside it another whose lock the kernel frees
/// when its holder dies.
#[derive(Clone)]
pub struct FileStore(Arc<Paths>);

struct Paths {
    file: PathBuf,
    directory: PathBuf,
    lock: PathBuf,
}

impl FileStore {
    /// Keeps tokens at `file`; `None` if that names no file.
    #[must_use]
    pub fn new(file: PathBuf) -> Option<Self> {
        let mut lock = file.file_name()?.to_owned();
        lock.push(".lock");
        let directory = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        Some(Self(Arc::new(Paths {
            lock: directory.join(lock),
            directory,
            file,
        })))
    }

    /// Runs `work` where waiting for the disk holds no call back.
    async fn off<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Paths) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let paths = Arc::clone(&self.0);
        match spawn_blocking(move || work(&paths)).await {
            Ok(result) => result,
            Err(_) => Err(refused("The token store was interrupted.".into())),
        }
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, Failure>> {
        Box::pin(self.off(Paths::load))
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), Failure>> {
        let text = tokens.text();
        Box::pin(self.off(move |paths| paths.save(text.as_bytes())))
    }

    fn lock(&self) -> BoxFuture<'_, Result<Option<Lock>, Failure>> {
        Box::pin(async move {
            loop {
                if let Some(lock) = self.off(Paths::try_lock).await? {
                    return Ok(Some(Box::new(lock) as Lock));
                }
                sleep(BETWEEN).await;
            }
        })
    }
}

impl Paths {
    fn load(&self) -> Result<Option<Tokens>, Failure> {
        let file = match open(OpenOptions::new().read(true), &self.file) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed("read", &error)),
        };
        check(&file, &self.file)?;
        let mut text = Vec::new();
        file.take(LONGEST)
            .read_to_end(&mut text)
            .map_err(|error| self.failed("read", &error))?;
        if text.is_empty() {
            return Ok(None);
        }
        Tokens::parse(&text).map(Some).ok_or_else(|| {
            refused(format!(
                "The token file {} holds something else than tokens.",
                self.file.display()
            ))
        })
    }

    fn save(&self, text: &[u8]) -> Result<(), Failure> {
        match open(OpenOptions::new().read(true), &self.file) {
            Ok(file) => check(&file, &self.file)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(self.failed("replaced", &error)),
        }
        let number = SAVES.fetch_add(1, Ordering::Relaxed);
        let mut name = self.file.as_os_str().to_owned();
        name.push(format!(".{}-{number}.tmp", process::id()));
        let temporary = PathBuf::from(name);
        self.replace(&temporary, text).map_err(|error| {
            // It may not be there at all.
            let _ = fs::remove_file(&temporary);
            self.failed("written", &error)
        })
    }

    /// Whoever reads, whenever, finds the old tokens or the new, whole.
    fn replace(&self, temporary: &Path, text: &[u8]) -> io::Result<()> {
        let mut file = open(OpenOptions::new().write(true).create_new(true), temporary)?;
        file.write_all(text)?;
        file.sync_all()?;
        drop(file);
        fs::rename(temporary, &self.file)?;
        // A directory cannot be opened everywhere; the file itself is safe.
        if let Ok(directory) = File::open(&self.directory) {
            let _ = directory.sync_all();
        }
        Ok(())
    }

    fn try_lock(&self) -> Result<Option<File>, Failure> {
        let options = &mut OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let file = open(options, &self.lock).map_err(|error| self.failed("locked", &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(self.failed("locked", &error)),
        }
    }

    fn failed(&self, verb: &str, error: &io::Error) -> Failure {
        let why = if is_link(error) {
            "it is a symbolic link".to_owned()
        } else {
            error.to_string()
        };
        let file = self.file.display();
        refused(format!("The token file {file} could not be {verb}: {why}."))
    }
}

fn refused(message: String) -> Failure {
    Failure::new(FailureKind::Refused, message)
}

#[cfg(unix)]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    // Opening a pipe must not wait for its other end.
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
    options.mode(0o600).custom_flags(flags).open(path)
}

#[cfg(unix)]
fn is_link(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ELOOP)
}

#[cfg(unix)]
fn check(file: &File, path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;

    let path = path.display();
    let metadata = file
        .metadata()
        .map_err(|error| refused(format!("The token file {path} could not be read: {error}.")))?;
    if !metadata.is_file() {
        return Err(refused(format!("The token file {path} is no file.")));
    }
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(refused(format!(
            "The token file {path} is open to others (mode {mode:04o}): take their rights away (chmod 600), and get new tokens if somebody may have read it."
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(io::Error::other("it is a symbolic link"));
    }
    options.open(path)
}

#[cfg(not(unix))]
fn is_link(_: &io::Error) -> bool {
    false
}

/// Who may read a file is for the rights of its directory to say.
#[cfg(not(unix))]
fn check(file: &File, path: &Path) -> Result<(), Failure> {
    match file.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(()),
        _ => Err(refused(format!(
            "The token file {} is no file.",
            path.display()
        ))),
    }
}
