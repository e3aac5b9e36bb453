//! What a file is, by its content alone: a name and a declared type are somebody's word.

use image::ImageFormat;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An image that can be read.
    Image(ImageFormat),
    /// A PDF.
    Pdf,
    /// Text, if anything: the rest of it tells.
    Text,
    /// An image of a kind that is not read here.
    OtherImage,
    /// A document of an office program, or an archive: both are archives.
    Archive,
}

/// By its first bytes.
pub(super) fn of(bytes: &[u8]) -> Kind {
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP)) => {
            return Kind::Image(format);
        }
        // Some signatures are a few letters, with which a text may begin as well.
        Ok(_) if super::text::of(bytes).is_some() => {}
        Ok(_) => return Kind::OtherImage,
        Err(_) => {}
    }
    // Readers allow for some bytes before the signature, and programs write them.
    let head = bytes.get(..1024).unwrap_or(bytes);
    if head.starts_with(b"%PDF-") || (!plain(head) && head.windows(5).any(|five| five == b"%PDF-")) {
        return Kind::Pdf;
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Kind::OtherImage;
    }
    let archives: [&[u8]; 6] = [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\xd0\xcf\x11\xe0",
        b"\x1f\x8b",
        b"7z\xbc\xaf",
        b"Rar!",
    ];
    if archives.iter().any(|signature| bytes.starts_with(signature)) {
        return Kind::Archive;
    }
    Kind::Text
}

/// A text may speak of `%PDF-`; the bytes that programs write before it are no text.
fn plain(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_content_counts() {
        assert_eq!(of(b"\x89PNG\r\n\x1a\n..."), Kind::Image(ImageFormat::Png));
        assert_eq!(of(b"GIF89a.."), Kind::Image(ImageFormat::Gif));
        assert_eq!(of(b"\xff\xd8\xff\xe0"), Kind::Image(ImageFormat::Jpeg));
        assert_eq!(of(b"RIFF\0\0\0\0WEBPVP8 "), Kind::Image(ImageFormat::WebP));
        assert_eq!(of(b"%PDF-1.7"), Kind::Pdf);
        assert_eq!(of(b"\xef\xbb\xbf\x00\xff%PDF-1.7"), Kind::Pdf);
        assert_eq!(of(b"A file with %PDF- in it"), Kind::Text);
        assert_eq!(of(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Kind::Text);
        assert_eq!(of(b"<!doctype html>"), Kind::Text);
        assert_eq!(of(b"BM is how this text begins"), Kind::Text);
        assert_eq!(of(b"P1 is the first of us"), Kind::Text);
        assert_eq!(of(b"BM\xff\xff\0\0"), Kind::OtherImage);
        assert_eq!(of(b"\0\0\0\x18ftypheic"), Kind::OtherImage);
        assert_eq!(of(b"PK\x03\x04rest"), Kind::Archive);
        assert_eq!(of(b""), Kind::Text);
    }
}
