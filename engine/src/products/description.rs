//! Descriptions are HTML of a few plain tags. They are cleaned when they are written, and again when they are read: what
//! the earlier system or a backup left in the database was written by whoever could sign in.

use std::sync::LazyLock;

/// The plain tags of the contract (§1.5).
const TAGS: [&str; 17] = [
    "p", "br", "b", "i", "u", "strong", "em", "ul", "ol", "li", "a", "h1", "h2", "h3", "h4", "h5", "h6",
];

/// The same HTML with nothing in it but plain tags.
#[must_use]
pub fn safe_html(html: &str) -> String {
    static SANITIZER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
        let mut builder = ammonia::Builder::default();
        builder
            .tags(TAGS.into())
            .url_schemes(["http", "https", "mailto", "tel"].into())
            .link_rel(Some("noopener noreferrer nofollow"));
        builder
    });
    SANITIZER.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::safe_html;

    #[test]
    fn a_description_keeps_its_paragraphs_and_loses_its_scripts() {
        let dirty = "<p onclick=\"x()\">Бандаж <b>M</b></p><script>steal()</script><img src=x onerror=steal()>";
        assert_eq!(safe_html(dirty), "<p>Бандаж <b>M</b></p>");
        assert_eq!(
            safe_html("<a href=\"javascript:x()\">т</a>"),
            "<a rel=\"noopener noreferrer nofollow\">т</a>"
        );
    }

    #[test]
    fn what_was_cleaned_once_stays_as_it_is() {
        for html in [
            "<p>Ширина < 10 см & більше</p>",
            "<a href=\"https://example.com/?a=1&b=2\">т</a>",
            "5 > 3",
        ] {
            let once = safe_html(html);
            assert_eq!(safe_html(&once), once);
        }
    }
}
