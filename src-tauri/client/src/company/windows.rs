//! The system's folder on Windows: for all users. `%ProgramData%` is not asked, because a person can set it.

use std::path::PathBuf;

pub(super) fn system_folder() -> PathBuf {
    PathBuf::from(r"C:\ProgramData\Lanyard")
}
