//! What opening a PDF may unpack.
//!
//! Its objects may stand packed, many in one stream, and all of them are unpacked when it is opened. The reader bounds
//! each such stream; here all of them together are, and none may name one place many times, which would multiply it.

use std::cell::Cell;

use lopdf::{FilterFunc, Object, ObjectId, Stream};

/// What all packed objects may unpack to, in bytes. As objects they take many times as much.
const UNPACKED: usize = 24 << 20;
/// Objects of one stream.
const OBJECTS: usize = 50_000;

thread_local! {
    /// What may still be unpacked while this thread opens a PDF: the reader calls a plain function back.
    static LEFT: Cell<usize> = const { Cell::new(0) };
}

/// What the reader asks about each object, for one opening on this thread.
pub(super) fn begin() -> FilterFunc {
    LEFT.set(UNPACKED);
    pass
}

/// Whether it says that it is encrypted. What it says of that is never packed.
pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    bytes.windows(8).any(|eight| eight == b"/Encrypt")
}

fn pass(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let Ok(stream) = object.as_stream() else {
        return Some((id, object.clone()));
    };
    if stream.dict.has_type(b"ObjStm") {
        let content = stream.get_plain_content_with_limit(LEFT.get()).ok()?;
        LEFT.set(LEFT.get().saturating_sub(content.len()));
        if !in_order(stream, &content) {
            return None;
        }
    }
    // The reader keeps its own of a stream, and asks only whether it may.
    Some((id, Object::Null))
}

/// Each object stands behind the one before.
fn in_order(stream: &Stream, content: &[u8]) -> bool {
    let first = stream.dict.get(b"First").and_then(Object::as_i64).ok();
    let first = first.and_then(|first| usize::try_from(first).ok());
    let index = first.and_then(|first| content.get(..first));
    let Some(index) = index.and_then(|index| std::str::from_utf8(index).ok()) else {
        return false;
    };
    let numbers: Option<Vec<u32>> = index
        .split_ascii_whitespace()
        .map(|number| number.parse().ok())
        .collect();
    numbers.is_some_and(|numbers| {
        let (pairs, _) = numbers.as_chunks::<2>();
        pairs.len() <= OBJECTS && pairs.is_sorted_by(|[_, one], [_, next]| one < next)
    })
}
