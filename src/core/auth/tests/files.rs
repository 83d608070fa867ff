//! The file store on a real disk.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::core::auth::keeper::TokenStore;
use crate::core::auth::*;

/// A directory that goes with the test.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tokens-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a directory");
        Self(path)
    }

    fn store(&self) -> FileStore {
        FileStore::new(self.file()).expect("a file name")
    }

    fn file(&self) -> PathBuf {
        self.0.join("tokens.json")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a directory");
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn tokens(access: &str) -> Tokens {
    let value = json!({ "access_token": access, "refresh_token": "r", "account": "käse" });
    Tokens::parse(value.to_string().as_bytes()).expect("tokens")
}

#[tokio::test]
async fn what_was_saved_is_loaded_and_nothing_else_is_left() {
    let directory = Directory::new("saved");
    let store = directory.store();
    assert_eq!(store.load().await.expect("readable"), None);
    for access in ["one", "two"] {
        store.save(&tokens(access)).await.expect("saved");
        assert_eq!(store.load().await.expect("readable"), Some(tokens(access)));
    }
    assert_eq!(directory.names(), ["tokens.json"]);
}

#[tokio::test]
async fn a_file_of_something_else_is_refused() {
    let directory = Directory::new("garbage");
    let store = directory.store();
    store.save(&tokens("one")).await.expect("saved");
    for text in ["{", "[]", "{}", "null", r#"{"access_token":""}"#] {
        fs::write(directory.file(), text).expect("written");
        let failure = store.load().await.expect_err("refused");
        assert_eq!(failure.kind, FailureKind::Refused, "{text}");
    }
    fs::write(directory.file(), "").expect("written");
    assert_eq!(store.load().await.expect("empty"), None);
}

#[tokio::test(start_paused = true)]
async fn one_holder_at_a_time_has_the_lock() {
    let directory = Directory::new("lock");
    let first = directory.store().lock().await.expect("a lock");
    let other = directory.store();
    let waiting = tokio::spawn(async move { other.lock().await.map(|lock| lock.is_some()) });
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(!waiting.is_finished());
    drop(first);
    assert!(waiting.await.unwrap().expect("a lock"));
}

#[test]
fn a_directory_or_nothing_is_no_file_name() {
    for path in ["", "/", "..", "a/.."] {
        assert!(FileStore::new(path.into()).is_none(), "{path}");
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn set_mode(path: &PathBuf, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changed");
    }

    #[tokio::test]
    async fn a_file_is_its_owners_alone() {
        let directory = Directory::new("mode");
        let store = directory.store();
        store.save(&tokens("one")).await.expect("saved");
        let _lock = store.lock().await.expect("a lock");
        for name in directory.names() {
            let metadata = fs::metadata(directory.0.join(&name)).expect("there");
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
        }
    }

    #[tokio::test]
    async fn a_file_open_to_others_is_neither_read_nor_replaced() {
        let directory = Directory::new("open");
        let store = directory.store();
        store.save(&tokens("one")).await.expect("saved");
        for mode in [0o640, 0o604, 0o660, 0o602, 0o644] {
            set_mode(&directory.file(), mode);
            let failure = store.load().await.expect_err("refused");
            assert_eq!(failure.kind, FailureKind::Refused);
            assert!(failure.message.contains("chmod 600"), "{}", failure.message);
            assert!(store.save(&tokens("two")).await.is_err());
        }
        set_mode(&directory.file(), 0o400);
        assert_eq!(store.load().await.expect("readable"), Some(tokens("one")));
    }

    #[tokio::test]
    async fn a_link_is_not_followed() {
        let directory = Directory::new("link");
        let elsewhere = directory.0.join("elsewhere");
        fs::write(&elsewhere, r#"{"access_token":"planted"}"#).expect("written");
        set_mode(&elsewhere, 0o600);
        symlink(&elsewhere, directory.file()).expect("linked");
        symlink(&elsewhere, directory.0.join("tokens.json.lock")).expect("linked");
        let store = directory.store();
        for message in [
            store.load().await.expect_err("refused").message,
            store
                .save(&tokens("one"))
                .await
                .expect_err("refused")
                .message,
            store.lock().await.err().expect("refused").message,
        ] {
            assert!(message.contains("symbolic link"), "{message}");
        }
        let left = fs::read_to_string(elsewhere).expect("there");
        assert_eq!(left, r#"{"access_token":"planted"}"#);
    }

    #[tokio::test]
    async fn a_directory_is_no_token_file() {
        let directory = Directory::new("directory");
        fs::create_dir(directory.file()).expect("made");
        assert!(directory.store().load().await.is_err());
    }

    #[tokio::test]
    async fn a_save_that_fails_leaves_the_old_tokens_and_no_rubbish() {
        let directory = Directory::new("fails");
        let store = directory.store();
        store.save(&tokens("one")).await.expect("saved");
        let gone = FileStore::new(directory.0.join("missing/tokens.json")).expect("a name");
        let failure = gone.save(&tokens("two")).await.expect_err("no directory");
        assert!(
            failure.message.contains("could not be written"),
            "{}",
            failure.message
        );
        assert_eq!(store.load().await.expect("readable"), Some(tokens("one")));
        assert_eq!(directory.names(), ["tokens.json"]);
    }
}
