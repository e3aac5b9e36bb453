//! Reads one file from disk.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::layer::{self, Layer};
use super::report::{Problem, Report};
use crate::api::Sentence;
use crate::say;

/// The largest file that is read, in bytes.
const MAX: u64 = 1024 * 1024;

/// The file's layer; none when there is no file. One that is there and can't be read closes everything.
pub(super) fn read(path: &Path, problems: &mut Vec<Problem>) -> Option<(PathBuf, Layer)> {
    let layer = match text(path) {
        Ok(None) => return None,
        Ok(Some(text)) => layer::parse(&text, path, problems),
        Err(what) => {
            let report = Report::new(path, "");
            report.add(None, &layer::whole_file(), what, &layer::closed());
            problems.extend(report.into_problems());
            Layer::closed()
        }
    };
    Some((path.to_owned(), layer))
}

fn text(path: &Path) -> Result<Option<String>, Sentence> {
    let refused = |e: std::io::Error| say!("can't be read: {why}", why = e.to_string());
    // A pipe or a device in the file's place would hang the start.
    match std::fs::metadata(path) {
        Err(e) if e.kind() == ErrorKind::NotFound || e.kind() == ErrorKind::NotADirectory => return Ok(None),
        Err(e) => return Err(refused(e)),
        Ok(meta) if !meta.is_file() => return Err(say!("is not a file")),
        Ok(meta) if meta.len() > MAX => return Err(say!("is larger than 1 MiB")),
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|f| f.take(MAX + 1).read_to_end(&mut bytes))
        .map_err(refused)?;
    if bytes.len() as u64 > MAX {
        return Err(say!("is larger than 1 MiB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| say!("is not UTF-8 text; save it again as UTF-8"))?;
    Ok(Some(text))
}
