//! What a person has chosen to add to the message they are writing: read already, and not yet sent.
//!
//! It is in memory only: what is sent is in its message, and what is not was never said.

mod file;
mod kind;
mod language;
mod model;
mod offered;
mod pdf;
mod photo;
mod text;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::api::{AttachmentView, Code, Error};
use crate::say;
use crate::store::blobs::Blob;

pub(super) use file::{Files, taken_over};
pub(super) use model::{Contents, PICTURES, for_model, images_for_model, is_cut, wanted};
pub(super) use offered::{prompt, resource};

/// Kept at once; the oldest go first.
const MOST: usize = 50;
/// What their contents take together, in bytes; the oldest go first.
const ALTOGETHER: usize = 200 << 20;
/// Files of one message.
const FILES: usize = 10;
/// What the files of one message take together, in bytes as they were added.
const FILES_ALTOGETHER: u64 = 100 << 20;

/// Something that was added, with what is stored of it when it is sent.
#[derive(Debug, Clone)]
pub(super) struct Added {
    pub(super) view: AttachmentView,
    /// None for what stands in the view whole.
    pub(super) blob: Option<Arc<Blob>>,
}

impl Added {
    fn size(&self) -> usize {
        let thumbnail = self.view.file.as_ref().and_then(|file| file.thumbnail.as_ref());
        let media: usize = self.view.media.iter().map(|one| one.url.len()).sum();
        let blob = self.blob.as_ref().map_or(0, |blob| blob.bytes.len());
        self.view.text.len() + media + thumbnail.map_or(0, String::len) + blob
    }
}

/// A clone shares them.
#[derive(Clone, Default)]
pub(super) struct Attachments(Arc<Mutex<VecDeque<Added>>>);

impl Attachments {
    pub(super) fn put(&self, added: Added) -> AttachmentView {
        let view = added.view.clone();
        let mut all = self.lock();
        all.push_back(added);
        while all.len() > 1 && (all.len() > MOST || all.iter().map(Added::size).sum::<usize>() > ALTOGETHER) {
            all.pop_front();
        }
        view
    }

    /// Takes those that are named, in the order they are named. Nothing is taken where one is not there any more, or
    /// where they are more than a message may have.
    pub(super) fn take(&self, ids: &[String]) -> Result<Vec<Added>, Error> {
        let mut all = self.lock();
        let taken = ids.iter().map(|id| all.iter().find(|one| one.view.id == *id).cloned());
        let taken: Option<Vec<Added>> = taken.collect();
        let taken = taken.ok_or_else(|| {
            Error::new(
                Code::NotFound,
                say!("Something that was added to the message is not there any more. Remove it, and add it again."),
            )
        })?;
        let sizes: Vec<u64> = taken
            .iter()
            .filter_map(|one| one.view.file.as_ref())
            .map(|file| file.size.into())
            .collect();
        if sizes.len() > FILES || sizes.iter().sum::<u64>() > FILES_ALTOGETHER {
            return Err(Error::new(
                Code::Invalid,
                say!("A message takes up to 10 files, of 100 MB together. Remove some of them."),
            ));
        }
        all.retain(|one| !ids.contains(&one.view.id));
        Ok(taken)
    }

    /// Puts back what was not sent after all.
    pub(super) fn put_back(&self, taken: Vec<Added>) {
        for one in taken {
            self.put(one);
        }
    }

    /// What is kept of a file that is not sent yet.
    pub(super) fn blob(&self, hash: &str) -> Option<Arc<Blob>> {
        let all = self.lock();
        let mut blobs = all.iter().filter_map(|one| one.blob.as_ref());
        blobs.find(|blob| blob.hash == hash).cloned()
    }

    /// Lets go of one.
    pub(super) fn forget(&self, id: &str) {
        self.lock().retain(|one| one.view.id != id);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Added>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
