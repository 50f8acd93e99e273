//! The colours can be read by everybody: WCAG 2.2, 1.4.3 and 1.4.11, measured on `style/tokens.css` itself.
#![expect(clippy::float_arithmetic, reason = "contrast is a ratio of luminances")]
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail like the test itself")]

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../style/tokens.css");

/// Every ink on every ground that the components put under it.
const TEXTS: &[(&str, &[&str])] = &[
    (
        "ink",
        &["surface", "surface-raised", "cell-grey", "cell-blue", "cell-green"],
    ),
    ("ink-muted", &["surface", "surface-raised"]),
    ("accent", &["surface", "surface-raised", "accent-soft"]),
    ("accent-ink", &["accent", "accent-hover"]),
    ("ok", &["surface", "surface-raised", "ok-soft"]),
    ("warn", &["surface", "surface-raised", "warn-soft"]),
    ("danger", &["surface", "surface-raised", "danger-soft"]),
    ("danger-ink", &["danger", "danger-hover"]),
    ("cell-grey-ink", &["cell-grey"]),
    ("cell-blue-ink", &["cell-blue"]),
    ("cell-green-ink", &["cell-green"]),
];

type Scheme = BTreeMap<String, [u8; 3]>;

/// The light colours, and the dark ones that replace them.
fn schemes() -> [(&'static str, Scheme); 2] {
    let (light, dark) = TOKENS.split_once("prefers-color-scheme: dark").unwrap();
    [("light", scheme(light)), ("dark", scheme(dark))]
}

fn scheme(css: &str) -> Scheme {
    css.lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": #"))
        .map(|(name, hex)| {
            let colour = u32::from_str_radix(hex, 16).unwrap();
            let [_, rgb @ ..] = colour.to_be_bytes();
            (name.to_owned(), rgb)
        })
        .collect()
}

fn luminance(rgb: [u8; 3]) -> f64 {
    let [red, green, blue] = rgb.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(scheme: &Scheme, ink: &str, ground: &str) -> f64 {
    let (ink, ground) = (luminance(scheme[ink]), luminance(scheme[ground]));
    (ink.max(ground) + 0.05) / (ink.min(ground) + 0.05)
}

#[test]
fn texts_stand_out_from_their_ground() {
    for (name, scheme) in schemes() {
        for (ink, grounds) in TEXTS {
            for ground in *grounds {
                let ratio = contrast(&scheme, ink, ground);
                assert!(ratio >= 4.5, "{name}: {ink} on {ground} is only {ratio:.2} : 1");
            }
        }
    }
}

#[test]
fn the_edges_of_controls_are_seen() {
    for (name, scheme) in schemes() {
        for ground in ["surface", "surface-raised"] {
            let ratio = contrast(&scheme, "line-strong", ground);
            assert!(ratio >= 3.0, "{name}: line-strong on {ground} is only {ratio:.2} : 1");
        }
    }
}

#[test]
fn the_dark_scheme_replaces_every_colour() {
    let [(_, light), (_, dark)] = schemes();
    assert!(light.len() >= 19);
    assert_eq!(light.keys().collect::<Vec<_>>(), dark.keys().collect::<Vec<_>>());
}
