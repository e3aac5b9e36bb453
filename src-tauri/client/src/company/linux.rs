//! The system's folder on Linux and the BSDs.

use std::path::PathBuf;

pub(super) fn system_folder() -> PathBuf {
    PathBuf::from("/etc/lanyard")
}
