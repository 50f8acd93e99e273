//! QR codes, as the field knows them: error correction M, a margin of two squares (contract §1.10).

use qrcode::{Color, EcLevel, QrCode};

const MARGIN: usize = 2;
/// How wide a PNG is at least that doctors are given.
const PIXELS: usize = 300;

/// The dark squares of a code, with the margin around them.
struct Squares {
    width: usize,
    dark: Vec<bool>,
}

impl Squares {
    fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let inner = code.width();
        let width = inner + 2 * MARGIN;
        let colors = code.to_colors();
        let dark = (0..width * width)
            .map(|at| {
                let (x, y) = ((at % width).checked_sub(MARGIN), (at / width).checked_sub(MARGIN));
                match (x, y) {
                    (Some(x), Some(y)) if x < inner && y < inner => colors.get(y * inner + x) == Some(&Color::Dark),
                    _ => false,
                }
            })
            .collect();
        Some(Self { width, dark })
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark.get(y * self.width + x).copied().unwrap_or(false)
    }
}

/// The path of an SVG whose `viewBox` is `0 0 width width`; `None` when the text is too long for a code.
#[must_use]
pub fn svg_path(text: &str) -> Option<(usize, String)> {
    let squares = Squares::of(text)?;
    let mut path = String::new();
    for y in 0..squares.width {
        let mut x = 0;
        while x < squares.width {
            let start = x;
            while squares.is_dark(x, y) && x < squares.width {
                x += 1;
            }
            if x > start {
                path.push_str(&format!("M{start} {y}h{}v1H{start}z", x - start));
            }
            x += 1;
        }
    }
    Some((squares.width, path))
}

/// A whole SVG file for printing at any size; `None` when the text is too long for a code.
#[must_use]
pub fn svg(text: &str) -> Option<String> {
    let (width, path) = svg_path(text)?;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{width}v{width}H0z\"/><path d=\"{path}\"/></svg>\n"
    ))
}

/// A black and white PNG for printing; `None` when the text is too long for a code.
#[must_use]
pub fn png(text: &str) -> Option<Vec<u8>> {
    png_of(text, PIXELS)
}

/// A black and white PNG that is at least so many pixels wide; `None` when the text is too long for a code.
#[must_use]
pub fn png_of(text: &str, pixels: usize) -> Option<Vec<u8>> {
    let squares = Squares::of(text)?;
    let scale = pixels.div_ceil(squares.width);
    let pixels = squares.width * scale;
    let side = u32::try_from(pixels).ok()?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    let mut rows = Vec::with_capacity(pixels * pixels.div_ceil(8));
    for y in 0..pixels {
        for byte in 0..pixels.div_ceil(8) {
            rows.push((0..8).fold(0_u8, |bits, bit| {
                let x = byte * 8 + bit;
                let white = x >= pixels || !squares.is_dark(x / scale, y / scale);
                bits << 1 | u8::from(white)
            }));
        }
    }
    writer.write_image_data(&rows).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_with_a_margin_and_three_corners() {
        let squares = Squares::of("https://ortomat.com.ua/catalog/ortomat-1?ref=DOC001").unwrap();
        let far = squares.width - MARGIN - 1;
        assert!(!squares.is_dark(0, 0) && !squares.is_dark(MARGIN - 1, MARGIN));
        for (x, y) in [(MARGIN, MARGIN), (far, MARGIN), (MARGIN, far)] {
            assert!(squares.is_dark(x, y));
        }
        assert!(!squares.is_dark(far, squares.width - 1));
    }

    #[test]
    fn the_picture_is_wide_enough_to_be_printed() {
        let png = png("https://ortomat.com.ua/catalog/ortomat-1?ref=DOC001").unwrap();
        assert!(png.starts_with(b"\x89PNG"));
        let width = u32::from_be_bytes(png.get(16..20).unwrap().try_into().unwrap());
        assert!((300..400).contains(&width), "{width}");
    }

    #[test]
    fn a_picture_for_a_large_label_is_as_wide_as_it_was_asked_for() {
        let png = png_of("https://ortomat.com.ua/catalog/ortomat-1", 1_000).unwrap();
        let width = u32::from_be_bytes(png.get(16..20).unwrap().try_into().unwrap());
        assert!((1_000..1_100).contains(&width), "{width}");
        let svg = svg("https://ortomat.com.ua/catalog/ortomat-1").unwrap();
        assert!(svg.starts_with("<svg xmlns=") && svg.contains("viewBox=\"0 0 33 33\"") && svg.ends_with("</svg>\n"));
    }

    #[test]
    fn too_much_text_is_no_code() {
        assert!(svg_path(&"x".repeat(5_000)).is_none());
    }
}
