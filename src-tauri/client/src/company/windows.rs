//! The system's folder on Windows: for all users. `%ProgramFiles%` is not asked, because a person can set it; and in
//! `C:\ProgramData` anybody may create a folder, where this one is for administrators alone to write.

use std::path::PathBuf;

pub(super) fn system_folder() -> PathBuf {
    PathBuf::from(r"C:\Program Files\Lanyard")
}
