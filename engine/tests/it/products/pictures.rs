//! Uploaded pictures: drawn anew, or refused.

use super::*;
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb, Rgba};
use std::io::Cursor;

/// Noise of a fixed seed, as a photograph is for an encoder.
fn photograph(width: u32, height: u32) -> DynamicImage {
    let mut state = 1_u32;
    ImageBuffer::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [red, green, blue, _] = state.to_be_bytes();
        Rgb([red, green, blue])
    })
    .into()
}

fn drawing() -> DynamicImage {
    ImageBuffer::from_pixel(64, 64, Rgb([200_u8, 30, 30])).into()
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The head of a PNG that promises so many pixels, and next to nothing behind it.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut png = file(&drawing(), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

/// The checksum of PNG (RFC 2083 §15).
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| {
        if sum & 1 == 1 {
            0xEDB8_8320 ^ (sum >> 1)
        } else {
            sum >> 1
        }
    };
    !bytes
        .iter()
        .fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

/// A JPEG with what cameras put before the picture: a block of EXIF that says how it lies.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 50.4501 30.5234 <script>steal()</script>");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

struct Kept {
    path: String,
    content_type: &'static str,
    bytes: Vec<u8>,
    picture: DynamicImage,
}

async fn keep(world: &World, by: &Actor, bytes: Vec<u8>) -> Kept {
    let path = world.engine.store_picture(by, bytes).await.unwrap();
    let name = path.strip_prefix("/pictures/").unwrap();
    let kept = world.engine.load_picture(name).await.unwrap().unwrap();
    Kept {
        content_type: kept.content_type,
        picture: image::load_from_memory(&kept.bytes).unwrap(),
        bytes: kept.bytes,
        path,
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

on_both_databases! {
    async fn a_picture_is_drawn_anew_under_the_name_of_what_is_in_it(world: World) {
        let olena = admin(&world).await;
        let png = file(&drawing(), ImageFormat::Png);
        let kept = keep(&world, &olena, png.clone()).await;
        assert_eq!((kept.content_type, kept.path.len()), ("image/webp", "/pictures/.webp".len() + 64));
        assert_eq!(kept.picture.to_rgb8(), drawing().to_rgb8(), "a drawing loses nothing");
        assert_eq!(keep(&world, &olena, png).await.path, kept.path, "the same picture is kept once");
        let photo = keep(&world, &olena, file(&photograph(120, 80), ImageFormat::Png)).await;
        assert_eq!((photo.content_type, photo.path.ends_with(".jpg")), ("image/jpeg", true));
        for format in [ImageFormat::Jpeg, ImageFormat::WebP] {
            let same = keep(&world, &olena, file(&photograph(120, 80), format)).await;
            assert_eq!((same.picture.width(), same.picture.height()), (120, 80));
        }
        let glass: DynamicImage = ImageBuffer::from_pixel(40, 40, Rgba([0_u8, 0, 255, 100])).into();
        let glass = keep(&world, &olena, file(&glass, ImageFormat::Png)).await;
        assert_eq!((glass.content_type, glass.picture.to_rgba8().get_pixel(5, 5).0[3]), ("image/webp", 100));
        let form = ProductForm { main_image: Some(photo.path.clone()), ..form("Бандаж", "BAND-7") };
        let id = world.engine.add_product(&olena, &form).await.unwrap();
        assert_eq!(world.engine.product(&id).await.unwrap().images, [photo.path]);
    }

    async fn a_large_picture_is_scaled_to_what_a_page_can_show(world: World) {
        let olena = admin(&world).await;
        let kept = keep(&world, &olena, file(&photograph(2_400, 1_200), ImageFormat::Jpeg)).await;
        assert_eq!((kept.picture.width(), kept.picture.height()), (1_600, 800));
    }

    async fn where_and_how_a_picture_was_taken_stays_with_who_took_it(world: World) {
        let olena = admin(&world).await;
        let lying = with_exif(&file(&photograph(120, 80), ImageFormat::Jpeg), 6);
        assert!(contains(&lying, "GPS"));
        let kept = keep(&world, &olena, lying).await;
        assert!(!contains(&kept.bytes, "GPS") && !contains(&kept.bytes, "Exif") && !contains(&kept.bytes, "script"));
        assert_eq!((kept.picture.width(), kept.picture.height()), (80, 120), "it stands as it was held");
    }

    async fn a_page_that_hides_in_a_picture_does_not_come_out_again(world: World) {
        let olena = admin(&world).await;
        let html = "<html><script>steal()</script></html>";
        let mut polyglot = file(&drawing(), ImageFormat::Png);
        polyglot.extend(html.as_bytes());
        assert!(!contains(&keep(&world, &olena, polyglot).await.bytes, "script"));
        for page in [html.to_owned(), format!("GIF89a{html}"), format!("\u{feff}<!doctype html>{html}")] {
            assert_eq!(refusal(world.engine.store_picture(&olena, page.into_bytes()).await), Refusal::NoPicture);
        }
    }

    async fn what_is_no_whole_picture_is_refused(world: World) {
        let olena = admin(&world).await;
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='steal()'><rect width='1' height='1'/></svg>";
        let jpeg = file(&photograph(200, 200), ImageFormat::Jpeg);
        let png = file(&photograph(200, 200), ImageFormat::Png);
        let webp = file(&photograph(200, 200), ImageFormat::WebP);
        let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
        for (what, bytes) in [
            ("nothing", Vec::new()),
            ("an SVG", svg.as_bytes().to_vec()),
            ("a GIF", gif.to_vec()),
            ("half a JPEG", jpeg[..jpeg.len() / 2].to_vec()),
            ("a JPEG without its end", jpeg[..jpeg.len() - 2].to_vec()),
            ("half a JPEG after a thumbnail", with_exif(&jpeg[..jpeg.len() / 2], 1)),
            ("the head of a JPEG", jpeg[..20].to_vec()),
            ("half a PNG", png[..png.len() / 2].to_vec()),
            ("half a WebP", webp[..webp.len() / 2].to_vec()),
            ("a PNG that lies about its size", png_of(3_000, 3_000)),
        ] {
            assert_eq!(refusal(world.engine.store_picture(&olena, bytes).await), Refusal::NoPicture, "{what}");
        }
    }

    async fn what_is_too_large_is_refused_before_it_is_unpacked(world: World) {
        let olena = admin(&world).await;
        let started = std::time::Instant::now();
        for (what, bytes) in [
            ("a bomb", png_of(50_000, 50_000)),
            ("the largest bomb", png_of(0x7FFF_FFFF, 0x7FFF_FFFF)),
            ("25 megapixels", png_of(5_000, 5_000)),
            ("a strip", png_of(1, 24_000_000)),
            ("too many bytes", vec![0; 8 * 1024 * 1024 + 1]),
        ] {
            assert_eq!(refusal(world.engine.store_picture(&olena, bytes).await), Refusal::PictureTooLarge, "{what}");
        }
        assert!(started.elapsed().as_secs() < 5);
    }

    async fn a_name_that_nothing_was_kept_under_leads_nowhere(world: World) {
        let unknown = format!("{}.jpg", "0".repeat(64));
        for name in [unknown.as_str(), "", "x.jpg", "../settings.json", "..%2f..%2fetc%2fpasswd"] {
            assert_eq!(world.engine.load_picture(name).await.unwrap(), None, "{name}");
        }
    }
}
