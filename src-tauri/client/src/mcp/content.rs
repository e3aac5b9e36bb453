//! Content of a server's, as the rest of the client takes it: text for the model, media for the person's eyes and ears.
//!
//! All of it is untrusted data. An image is decoded and encoded anew, so that what a window draws is pixels and nothing
//! else; SVG is no image here. What can't be shown is named in the text instead, so that nothing goes unseen.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rmcp::model::{ContentBlock, ResourceContents};

use crate::api::{LinkView, MediaKind, MediaView};
use crate::picture;

/// What comes of a call, a prompt's message or a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// Its text.
    pub text: String,
    /// Its images and sounds.
    pub media: Vec<MediaView>,
    /// Resources that it names.
    pub links: Vec<LinkView>,
}

/// Images and sounds of one answer.
const MOST: usize = 8;
/// What they take together as they are shown, in bytes.
const ALTOGETHER: usize = 32 << 20;
/// Links of one content.
const MOST_LINKS: usize = 50;
/// The largest image or sound that is taken, in bytes as the server encodes it (base64).
const LARGEST: usize = 8 << 20;
/// The largest side of an image that is shown, in pixels.
const SHOWN: u32 = 1_600;
const SOUNDS: [&str; 8] = [
    "audio/wav",
    "audio/x-wav",
    "audio/mpeg",
    "audio/mp3",
    "audio/ogg",
    "audio/webm",
    "audio/flac",
    "audio/mp4",
];

/// How many images and sounds one answer may still have.
pub(super) struct Room {
    left: usize,
    bytes: usize,
}

impl Room {
    pub(super) fn of_an_answer() -> Self {
        Self {
            left: MOST,
            bytes: ALTOGETHER,
        }
    }
}

/// Takes blocks apart. Images are decoded where nobody waits for this thread.
pub(super) async fn of_blocks(blocks: Vec<ContentBlock>, room: &mut Room) -> Content {
    let mut content = Content::default();
    for block in blocks {
        match block {
            ContentBlock::Text(t) => content.line(&t.text),
            ContentBlock::Image(i) => content.medium(i.data, i.mime_type, MediaKind::Image, room).await,
            ContentBlock::Audio(a) => content.medium(a.data, a.mime_type, MediaKind::Audio, room).await,
            ContentBlock::ResourceLink(r) => content.link(r.title.unwrap_or(r.name), r.uri),
            ContentBlock::Resource(r) => content.resource(r.resource, room).await,
            _ => content.line("[content of a kind that this version does not know]"),
        }
    }
    content
}

/// Takes what was read apart.
pub(super) async fn of_resources(all: Vec<ResourceContents>) -> Content {
    let mut content = Content::default();
    let mut room = Room::of_an_answer();
    for one in all {
        content.resource(one, &mut room).await;
    }
    content
}

impl Content {
    fn line(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
    }

    fn link(&mut self, title: String, uri: String) {
        self.line(&format!("{title} <{uri}>"));
        if self.links.len() < MOST_LINKS && !self.links.iter().any(|known| known.uri == uri) {
            self.links.push(LinkView { uri, title });
        }
    }

    async fn resource(&mut self, resource: ResourceContents, room: &mut Room) {
        match resource {
            ResourceContents::TextResourceContents { text, .. } => self.line(&text),
            ResourceContents::BlobResourceContents {
                uri, mime_type, blob, ..
            } => {
                let mime = mime_type.unwrap_or_default();
                match mime.split('/').next() {
                    Some("image") => self.medium(blob, mime, MediaKind::Image, room).await,
                    Some("audio") => self.medium(blob, mime, MediaKind::Audio, room).await,
                    _ => self.blob(&uri, &mime, &blob),
                }
            }
            _ => self.line("[a resource of a kind that this version does not know]"),
        }
    }

    /// Bytes that are text after all are read as such; of others it is said that they are there.
    fn blob(&mut self, uri: &str, mime: &str, blob: &str) {
        let readable = mime.starts_with("text/") || mime.ends_with("json") || mime.ends_with("xml");
        let bytes = BASE64_STANDARD.decode(blob).ok();
        let text = bytes
            .as_ref()
            .filter(|_| readable)
            .and_then(|b| std::str::from_utf8(b).ok());
        match (text, bytes.as_ref().map(Vec::len)) {
            (Some(text), _) => self.line(text),
            (None, Some(size)) => self.line(&format!("[file, {uri}, {size} bytes]")),
            (None, None) => self.line(&format!("[file, {uri}]")),
        }
    }

    async fn medium(&mut self, data: String, mime: String, kind: MediaKind, room: &mut Room) {
        let said = match kind {
            MediaKind::Image => format!("[image, {mime}]"),
            MediaKind::Audio => format!("[audio, {mime}]"),
        };
        self.line(&said);
        if room.left == 0 || data.len() > LARGEST {
            return;
        }
        room.left -= 1;
        let url = match kind {
            // A panic of a decoder is a picture that can't be shown.
            MediaKind::Image => drawn(data).await,
            MediaKind::Audio => sound(&data, &mime),
        };
        // Noise that was sent small may be large as it is shown.
        if let Some(url) = url.filter(|url| url.len() <= room.bytes) {
            room.bytes -= url.len();
            self.media.push(MediaView { kind, url });
        }
    }
}

async fn drawn(data: String) -> Option<String> {
    let decoding = tokio::task::spawn_blocking(move || pixels(&BASE64_STANDARD.decode(data.trim()).ok()?, SHOWN));
    decoding.await.ok().flatten()
}

/// An image's pixels as a `data:` address, encoded anew with no side longer than this; what it says of its kind is not
/// believed.
pub(crate) fn pixels(bytes: &[u8], side: u32) -> Option<String> {
    let image = picture::within(picture::decode(bytes).ok()?, side);
    Some(picture::address("image/png", &picture::png(&image)?))
}

fn sound(data: &str, mime: &str) -> Option<String> {
    let mime = mime.trim().to_ascii_lowercase();
    // Encoded anew, so that nothing but base64 stands in the address.
    let bytes = BASE64_STANDARD.decode(data.trim()).ok()?;
    SOUNDS
        .contains(&mime.as_str())
        .then(|| format!("data:{mime};base64,{}", BASE64_STANDARD.encode(bytes)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::io::Cursor;

    use image::ImageFormat;

    use super::*;

    async fn blocks(all: Vec<ContentBlock>) -> Content {
        of_blocks(all, &mut Room::of_an_answer()).await
    }

    fn png(width: u32, height: u32) -> String {
        let mut bytes = Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(width, height)
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        BASE64_STANDARD.encode(bytes.into_inner())
    }

    #[tokio::test]
    async fn an_image_is_encoded_anew_and_made_smaller_where_it_is_large() {
        let content = blocks(vec![ContentBlock::image(png(4_000, 100), "image/svg+xml")]).await;
        let [medium] = content.media.as_slice() else {
            panic!("one image: {content:?}")
        };
        let data = medium.url.strip_prefix("data:image/png;base64,").unwrap();
        let shown = image::load_from_memory(&BASE64_STANDARD.decode(data).unwrap()).unwrap();
        assert_eq!((shown.width(), shown.height()), (1_600, 40));
    }

    #[tokio::test]
    async fn what_is_no_image_is_named_and_not_shown() {
        let svg = BASE64_STANDARD.encode("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
        for data in [svg.as_str(), "not base64", "", &png(20_000, 1)] {
            let content = blocks(vec![ContentBlock::image(data, "image/png")]).await;
            assert_eq!((content.media.len(), content.text.as_str()), (0, "[image, image/png]"));
        }
    }

    #[tokio::test]
    async fn a_sound_is_only_what_its_kind_is_known_of() {
        let content = blocks(vec![
            ContentBlock::audio("UklGRg==", "Audio/WAV"),
            ContentBlock::audio("UklGRg==", "text/html,<script>"),
            ContentBlock::audio("\"onerror=", "audio/wav"),
        ])
        .await;
        let urls: Vec<_> = content.media.iter().map(|m| m.url.as_str()).collect();
        assert_eq!(urls, ["data:audio/wav;base64,UklGRg=="]);
    }

    #[tokio::test]
    async fn a_file_that_is_text_is_read_and_another_is_named() {
        let blob = |mime: &str, bytes: &[u8]| {
            ResourceContents::blob(BASE64_STANDARD.encode(bytes), "file:///a").with_mime_type(mime)
        };
        let text = of_resources(vec![blob("text/csv", b"a,b"), blob("application/pdf", b"%PDF")]).await;
        assert_eq!(text.text, "a,b\n[file, file:///a, 4 bytes]");
    }
}
