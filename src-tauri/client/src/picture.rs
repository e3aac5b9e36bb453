//! Pictures that somebody else made: decoded within limits, and encoded anew.
//!
//! What leaves is pixels and nothing else: no metadata, no trailing bytes, no second meaning. A picture's name and its
//! declared kind are not believed. Decoding is work; callers do it where nobody waits for the thread.

use std::io::Cursor;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};

/// The largest side of a picture that is decoded, in pixels.
const WIDEST: u32 = 10_000;
/// What decoding one may take, in bytes.
const MEMORY: u64 = 256 << 20;

/// Why there are no pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It has more pixels than are decoded; none of them was.
    TooLarge,
    /// It is damaged, or of another kind.
    Damaged,
}

impl From<ImageError> for Unreadable {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooLarge,
            _ => Self::Damaged,
        }
    }
}

/// Its pixels, upright; of one that moves the first picture.
pub(crate) fn decode(bytes: &[u8]) -> Result<DynamicImage, Unreadable> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| Unreadable::Damaged)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(WIDEST);
    limits.max_image_height = Some(WIDEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if width > WIDEST || height > WIDEST || decoder.total_bytes() > MEMORY {
        return Err(Unreadable::TooLarge);
    }
    // A camera writes how it was held into the metadata, which does not leave.
    let upright = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(upright);
    Ok(picture)
}

/// With no side longer than this, in pixels.
pub(crate) fn within(picture: DynamicImage, side: u32) -> DynamicImage {
    if picture.width() > side || picture.height() > side {
        picture.thumbnail(side, side)
    } else {
        picture
    }
}

/// As PNG: every pixel as it is.
pub(crate) fn png(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}

/// As JPEG, which is small for photographs. What can be seen through stands before white.
pub(crate) fn jpeg(picture: &DynamicImage, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(&opaque(picture))
        .ok()?;
    Some(bytes)
}

/// As an address that a window draws.
pub(crate) fn address(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(bytes))
}

fn opaque(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let mut seen = picture.to_rgba8();
    for pixel in seen.pixels_mut() {
        let [r, g, b, a] = pixel.0.map(u16::from);
        let over = |c: u16| u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX);
        pixel.0 = [over(r), over(g), over(b), u8::MAX];
    }
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(seen).to_rgb8())
}
