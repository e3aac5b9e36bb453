//! Files as tests need them: pictures, PDFs, and what only looks like one.

use std::fmt::Write as _;
use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// A picture of one colour.
pub(crate) fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, image::Rgb([200, 30, 30])));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG that says where it was taken, and how the camera was held: on its side.
pub(crate) fn photograph() -> Vec<u8> {
    let plain = picture(64, 32, ImageFormat::Jpeg);
    // One entry: orientation 6, turn it by a quarter. Behind it, what a place looks like in there.
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend(b"GPS 51.5007N 0.1246W");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

/// A PNG whose header promises so many pixels, of which none is there.
pub(crate) fn promise(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for chunk in [header, b"IDAT\x78\x9c\x03\0\0\0\0\x01".to_vec(), b"IEND".to_vec()] {
        bytes.extend(u32::try_from(chunk.len() - 4).unwrap().to_be_bytes());
        bytes.extend(&chunk);
        bytes.extend(crc(&chunk).to_be_bytes());
    }
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

/// A PDF with these lines on its pages.
pub(crate) fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    let streams = pages.iter().map(|lines| {
        let mut steps = vec![
            Operation::new("BT", vec![]),
            Operation::new("Tf", vec!["F1".into(), 12.into()]),
            Operation::new("TL", vec![14.into()]),
            Operation::new("Td", vec![50.into(), 700.into()]),
        ];
        for line in *lines {
            steps.push(Operation::new("Tj", vec![Object::string_literal(*line)]));
            steps.push(Operation::new("T*", vec![]));
        }
        steps.push(Operation::new("ET", vec![]));
        Content { operations: steps }.encode().unwrap()
    });
    of_streams(streams.collect())
}

/// A PDF whose pages are drawn by these programs.
pub(crate) fn of_streams(streams: Vec<Vec<u8>>) -> Vec<u8> {
    written(document(streams))
}

pub(crate) fn written(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

pub(crate) fn document(streams: Vec<Vec<u8>>) -> Document {
    let mut document = Document::with_version("1.5");
    let parent = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let mut kids: Vec<Object> = Vec::new();
    for stream in streams {
        let mut stream = Stream::new(Dictionary::new(), stream);
        stream.compress().unwrap();
        let contents = document.add_object(stream);
        let page = dictionary! { "Type" => "Page", "Parent" => parent, "Contents" => contents };
        kids.push(document.add_object(page).into());
    }
    let count = i64::try_from(kids.len()).unwrap();
    let pages = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    document.objects.insert(parent, Object::Dictionary(pages));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => parent });
    document.trailer.set("Root", catalog);
    document
}

/// A PDF whose packed objects all name one large place: unpacked, it would be there once for each.
pub(crate) fn one_place_for_many() -> Vec<u8> {
    let ids: Vec<String> = (1_000..41_000).map(|id| format!("{id} 0 ")).collect();
    let index = ids.concat();
    let large = format!("{index}[{}]", "0 ".repeat(1_000_000));
    let kind = dictionary! { "Type" => "ObjStm", "N" => 40_000, "First" => i64::try_from(index.len()).unwrap() };
    let mut packed = Stream::new(kind, large.into_bytes());
    packed.compress().unwrap();
    let length = packed.content.len();
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R >>".to_vec(),
        [
            format!(
                "<< /Type /ObjStm /N 40000 /First {} /Filter /FlateDecode /Length {length} >>\nstream\n",
                index.len()
            )
            .into_bytes(),
            packed.content,
            b"\nendstream".to_vec(),
        ]
        .concat(),
    ];
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let mut list = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        writeln!(list, "{:010} 00000 n ", bytes.len()).unwrap();
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let at = bytes.len();
    bytes.extend(format!("{list}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF").into_bytes());
    bytes
}
