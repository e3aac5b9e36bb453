//! A file of a person's: what it is, what a model gets of it, and what the window shows of it.
//!
//! The name is shown and nothing else: no path is made of it. What the name says of the kind is not believed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::kind::{self, Kind};
use super::{Added, language, pdf, photo, text};
use crate::api::{AttachmentKind, AttachmentView, Code, Error, FileView, Sentence};
use crate::picture::Unreadable;
use crate::say;
use crate::store::blobs::Blob;

/// The largest file that is read, in bytes.
const LARGEST: usize = 20 << 20;
/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 200;
/// The beginning of a text that is shown without asking for all of it, in characters and lines.
const BEGINNING: usize = 400;
const BEGINNING_LINES: usize = 6;
/// How long reading one file may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads files, one at a time: decoding takes memory. A clone waits in the same line.
#[derive(Clone)]
pub(in crate::chat) struct Files(Arc<Semaphore>);

impl Default for Files {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// Tells the work that nobody waits for it any more.
struct GivenUp(Arc<AtomicBool>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Files {
    /// Reads one. Errors: why it can't be added.
    pub(in crate::chat) async fn read(&self, name: &str, bytes: Vec<u8>) -> Result<Added, Error> {
        if bytes.is_empty() {
            return Err(refused(say!("This file is empty.")));
        }
        if bytes.len() > LARGEST {
            return Err(refused(say!("This file is too large. A file may have up to 20 MB.")));
        }
        let name = shown(name);
        let place = Arc::clone(&self.0).acquire_owned().await;
        let given_up = GivenUp(Arc::default());
        let flag = Arc::clone(&given_up.0);
        let work = tokio::task::spawn_blocking(move || {
            // Held until the work is done, even where nobody waits for it any more.
            let _place = place;
            read(name, &bytes, &flag)
        });
        match tokio::time::timeout(PATIENCE, work).await {
            Ok(Ok(read)) => read.map_err(refused),
            // A reader that panics has met a file that it can't read.
            Ok(Err(_)) => Err(refused(say!("This file is damaged and can't be read."))),
            Err(_) => Err(refused(say!("Reading this file takes too long, so it can't be added."))),
        }
    }
}

/// A text that was read before, of a text file or a PDF: taken as it is, and described anew.
pub(in crate::chat) fn taken_over(kind: AttachmentKind, name: &str, text: String, former: &FileView) -> Added {
    let name = shown(name);
    let pdf = kind == AttachmentKind::Pdf;
    let (lines, beginning) = (text.lines().count(), beginning(&text));
    let blob = Blob::new("text/plain", text.into_bytes());
    let file = FileView {
        media_type: if pdf { "application/pdf" } else { "text/plain" }.to_owned(),
        language: language::of(&name).map(str::to_owned).filter(|_| !pdf),
        lines: (!pdf).then(|| u32::try_from(lines).unwrap_or(u32::MAX)),
        pages: former.pages.filter(|_| pdf),
        beginning,
        cut: former.cut,
        ..file(former.size, &blob)
    };
    added(if pdf { kind } else { AttachmentKind::Text }, name, file, blob)
}

fn refused(why: Sentence) -> Error {
    Error::new(Code::Invalid, why)
}

/// A name on one line, without what stands before it in a path. What a window shows of hidden characters is its matter.
fn shown(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let one_line: String = last.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let name: String = one_line.trim().chars().take(LONGEST_NAME).collect();
    if name.is_empty() { "file".to_owned() } else { name }
}

fn read(name: String, bytes: &[u8], given_up: &AtomicBool) -> Result<Added, Sentence> {
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    match kind::of(bytes) {
        Kind::Image(format) => {
            let photo = photo::of(bytes, format).map_err(|why| match why {
                Unreadable::TooLarge => {
                    say!("This image has too many pixels. An image may have up to 10,000 pixels a side.")
                }
                Unreadable::Damaged => say!("This image is damaged and can't be shown."),
            })?;
            let blob = Blob::new(photo.media_type, photo.bytes);
            let file = FileView {
                media_type: format.to_mime_type().to_owned(),
                thumbnail: photo.thumbnail,
                width: Some(photo.width),
                height: Some(photo.height),
                ..file(size, &blob)
            };
            Ok(added(AttachmentKind::Image, name, file, blob))
        }
        Kind::Pdf => {
            let read = pdf::read(bytes, given_up).map_err(|why| match why {
                pdf::Unreadable::Locked => {
                    say!("This PDF is protected. Save a copy without a password, then add that.")
                }
                pdf::Unreadable::NoText => {
                    say!("There is no text in this PDF: its pages are pictures. Add the pages as images.")
                }
                pdf::Unreadable::Damaged => say!("This PDF is damaged and can't be read."),
            })?;
            let blob = Blob::new("text/plain", read.text.clone().into_bytes());
            let file = FileView {
                media_type: "application/pdf".to_owned(),
                pages: Some(read.pages),
                beginning: beginning(&read.text),
                cut: read.cut,
                ..file(size, &blob)
            };
            Ok(added(AttachmentKind::Pdf, name, file, blob))
        }
        Kind::Text => {
            let text = text::of(bytes).ok_or_else(|| {
                say!("This is neither an image, a PDF nor text that can be read. If it is a text, save it as UTF-8.")
            })?;
            if text.trim().is_empty() {
                return Err(say!("There is no text in this file."));
            }
            let blob = Blob::new("text/plain", text.clone().into_bytes());
            let file = FileView {
                media_type: "text/plain".to_owned(),
                language: language::of(&name).map(str::to_owned),
                lines: Some(u32::try_from(text.lines().count()).unwrap_or(u32::MAX)),
                beginning: beginning(&text),
                ..file(size, &blob)
            };
            Ok(added(AttachmentKind::Text, name, file, blob))
        }
        Kind::OtherImage => Err(say!(
            "Images of this kind can't be read. Save it as PNG or JPEG, then add that."
        )),
        Kind::Archive => Err(say!(
            "Archives and documents of office programs can't be read. Save it as PDF or text, then add that."
        )),
    }
}

fn file(size: u32, blob: &Blob) -> FileView {
    FileView {
        media_type: String::new(),
        size,
        blob: blob.hash.clone(),
        thumbnail: None,
        width: None,
        height: None,
        language: None,
        lines: None,
        pages: None,
        beginning: String::new(),
        cut: false,
    }
}

fn added(kind: AttachmentKind, name: String, file: FileView, blob: Blob) -> Added {
    let view = AttachmentView {
        id: uuid::Uuid::now_v7().to_string(),
        kind,
        server_id: String::new(),
        server_name: String::new(),
        title: name.clone(),
        name,
        text: String::new(),
        media: Vec::new(),
        file: Some(file),
    };
    Added {
        view,
        blob: Some(Arc::new(blob)),
    }
}

fn beginning(text: &str) -> String {
    let text: String = text.trim_start_matches(['\n', '\r']).chars().take(BEGINNING).collect();
    text.lines().take(BEGINNING_LINES).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_no_path() {
        assert_eq!(shown("../../etc/passwd"), "passwd");
        assert_eq!(shown("C:\\Users\\ada\\a.txt"), "a.txt");
        assert_eq!(shown("a\u{0}b\nc.txt"), "a b c.txt");
        assert_eq!(shown("..\\/"), "file");
        assert_eq!(shown(" "), "file");
        assert_eq!(shown(&"x".repeat(1_000)).chars().count(), LONGEST_NAME);
    }
}
