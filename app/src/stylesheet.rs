//! The one stylesheet, compiled into the program: a page and its style can never be of two versions.

/// What `build.rs` made of the class names in the components and of `style/`.
pub const CSS: &str = include_str!(concat!(env!("OUT_DIR"), "/ortomat.css"));

/// Where the server serves [`CSS`]. The name changes with the content, so browsers may keep it for ever.
pub const PATH: &str = concat!("/style/ortomat-", env!("ORTOMAT_CSS_HASH"), ".css");

#[cfg(test)]
mod tests {
    use super::{CSS, PATH};

    #[test]
    fn the_theme_is_by_meaning_and_has_a_dark_half() {
        assert!(CSS.contains(".bg-accent{background-color: var(--accent)"));
        assert!(CSS.contains("prefers-color-scheme: dark"));
    }

    #[test]
    fn variants_are_compiled_as_variants() {
        assert!(CSS.contains(".hover\\:bg-accent-hover:hover"));
        assert!(CSS.contains("@media (width >= 40rem)"));
    }

    #[test]
    fn the_path_is_fit_for_a_link() {
        assert!(PATH.starts_with("/style/ortomat-") && PATH.ends_with(".css") && PATH.len() == 35);
    }
}
