//! An image of a person's, as a model gets it and as the window shows it small.

use image::{DynamicImage, ImageFormat};

use crate::picture::{self, Unreadable};

/// The largest side that a model gets, in pixels.
const SIDE: u32 = 2_048;
/// What a model gets at most as PNG, in bytes. Providers refuse more than 5 MB in base64.
const LARGEST: usize = 3 << 20;
/// Sides of a small picture, in pixels: the first that is small enough is taken.
const SMALL: [u32; 4] = [320, 240, 160, 96];
/// What a small picture takes at most as an address, in bytes.
const SMALL_ENOUGH: usize = 20 << 10;

/// An image, read and written anew.
pub(super) struct Photo {
    pub(super) media_type: &'static str,
    pub(super) bytes: Vec<u8>,
    pub(super) thumbnail: Option<String>,
    /// As it was, in pixels.
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Reads one. Work: see [`picture`].
pub(super) fn of(bytes: &[u8], format: ImageFormat) -> Result<Photo, Unreadable> {
    let image = picture::decode(bytes)?;
    let (width, height) = (image.width(), image.height());
    let image = picture::within(eight_bits(image), SIDE);
    let (media_type, bytes) = encoded(&image, format).ok_or(Unreadable::Damaged)?;
    Ok(Photo {
        media_type,
        bytes,
        thumbnail: small(&image),
        width,
        height,
    })
}

/// Drawings and screens stay exact, where that is not too large; photographs are JPEG.
fn encoded(image: &DynamicImage, format: ImageFormat) -> Option<(&'static str, Vec<u8>)> {
    if format != ImageFormat::Jpeg
        && let Some(bytes) = picture::png(image).filter(|bytes| bytes.len() <= LARGEST)
    {
        return Some(("image/png", bytes));
    }
    let qualities = [88, 70, 50];
    let fits = |quality| picture::jpeg(image, quality).filter(|bytes| bytes.len() <= LARGEST);
    qualities.into_iter().find_map(fits).map(|bytes| ("image/jpeg", bytes))
}

fn small(image: &DynamicImage) -> Option<String> {
    SMALL.into_iter().find_map(|side| {
        let image = picture::within(image.clone(), side);
        let address = if image.color().has_alpha() {
            picture::address("image/png", &picture::png(&image)?)
        } else {
            picture::address("image/jpeg", &picture::jpeg(&image, 78)?)
        };
        (address.len() <= SMALL_ENOUGH).then_some(address)
    })
}

/// More bits than a screen shows are of no use to a model, and double what is sent.
fn eight_bits(image: DynamicImage) -> DynamicImage {
    match (
        image.color().bits_per_pixel() / u16::from(image.color().channel_count()),
        image.color().has_alpha(),
    ) {
        (..=8, _) => image,
        (_, true) => DynamicImage::ImageRgba8(image.to_rgba8()),
        (_, false) => DynamicImage::ImageRgb8(image.to_rgb8()),
    }
}
