//! The system's folder on macOS: for all users, writable by administrators.

use std::path::PathBuf;

pub(super) fn system_folder() -> PathBuf {
    PathBuf::from("/Library/Application Support/Lanyard")
}
