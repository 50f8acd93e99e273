//! A picture is judged by what is in it, decoded within limits, turned and scaled, and encoded anew.

use crate::error::Refusal;
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    codecs::webp::WebPEncoder, imageops::FilterType, metadata::Orientation,
};
use std::io::Cursor;

/// 24 megapixels: what phones and cameras make.
const MOST_PIXELS: u64 = 24_000_000;
/// A strip of one pixel's height and millions of width is no picture of a product.
const LONGEST_SIDE: u32 = 20_000;
/// 24 megapixels of four colours in 16 bits, and a bit more.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// Twice what the widest page shows.
const SHOWN_SIDE: u32 = 1_600;
const JPEG_QUALITY: u8 = 82;

/// What pictures are kept as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    WebP,
}

impl Format {
    pub(super) const ALL: &'static [Self] = &[Self::Jpeg, Self::WebP];

    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
        }
    }

    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }
}

/// The pixels of a picture in a file of our own making; nothing else of it is left. Takes long.
pub(super) fn redraw(bytes: &[u8]) -> Result<(Format, Vec<u8>), Refusal> {
    let picture = decode(bytes)?;
    let picture = if picture.width().max(picture.height()) > SHOWN_SIDE {
        picture.resize(SHOWN_SIDE, SHOWN_SIDE, FilterType::CatmullRom)
    } else {
        picture
    };
    encode(&picture).map_err(|error| refusal(&error))
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, Refusal> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| Refusal::NoPicture)?;
    match reader.format() {
        Some(ImageFormat::Jpeg) if is_whole_jpeg(bytes) => {}
        Some(ImageFormat::Png | ImageFormat::WebP) => {}
        Some(_) | None => return Err(Refusal::NoPicture),
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    // Reads the head only.
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || width.max(height) > LONGEST_SIDE {
        return Err(Refusal::PictureTooLarge);
    }
    // A phone keeps its pictures lying and says so in the part that is not kept.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// What has transparent parts, and drawings, which are small without loss, become WebP; photographs become JPEG.
fn encode(picture: &DynamicImage) -> Result<(Format, Vec<u8>), ImageError> {
    if picture.color().has_alpha() {
        let pixels = picture.to_rgba8();
        if pixels
            .pixels()
            .any(|pixel| pixel.0.last().is_some_and(|alpha| *alpha < u8::MAX))
        {
            return Ok((Format::WebP, webp(&DynamicImage::ImageRgba8(pixels))?));
        }
    }
    let picture = DynamicImage::ImageRgb8(picture.to_rgb8());
    let mut jpeg = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY))?;
    let webp = webp(&picture)?;
    Ok(if webp.len() < jpeg.len() {
        (Format::WebP, webp)
    } else {
        (Format::Jpeg, jpeg)
    })
}

fn webp(picture: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes).write_image(
        picture.as_bytes(),
        picture.width(),
        picture.height(),
        picture.color().into(),
    )?;
    Ok(bytes)
}

fn refusal(error: &ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::PictureTooLarge,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => Refusal::NoPicture,
    }
}

/// Whether a JPEG has its end. The decoder would fill what is missing of a broken upload with grey.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    const END: u8 = 0xD9;
    const SCAN: u8 = 0xDA;
    let mut at = 2;
    loop {
        // Between segments there may be padding.
        let Some(marker) = bytes
            .get(at..)
            .and_then(|rest| rest.iter().position(|byte| *byte != 0xFF))
            .filter(|padding| *padding > 0)
            .and_then(|padding| bytes.get(at + padding).map(|marker| (*marker, at + padding + 1)))
        else {
            return false;
        };
        let (marker, body) = marker;
        if marker == END {
            return true;
        }
        let Some(&[high, low]) = bytes.get(body..body + 2) else {
            return false;
        };
        at = body + usize::from(u16::from_be_bytes([high, low]));
        if marker == SCAN {
            // In the picture itself 0xFF is followed by zero or a restart; anything else is the next segment.
            let next = bytes.get(at..).and_then(|rest| {
                rest.windows(2)
                    .position(|pair| matches!(pair, &[0xFF, next] if !matches!(next, 0 | 0xD0..=0xD7 | 0xFF)))
            });
            let Some(next) = next else { return false };
            at += next;
        }
    }
}
