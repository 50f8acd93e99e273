//! The stylesheets, compiled into the program: a page and its style can never be of two versions.

/// What `build.rs` made of the class names in the components and of `style/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stylesheet {
    /// Where the server serves it. The name changes with the content, so browsers may keep it for ever.
    pub path: &'static str,
    pub css: &'static str,
}

/// For the pages of customers, as small as it gets.
pub const CUSTOMER: Stylesheet = Stylesheet {
    path: concat!("/style/ortomat-", env!("ORTOMAT_CUSTOMER_CSS_HASH"), ".css"),
    css: include_str!(concat!(env!("OUT_DIR"), "/customer.css")),
};

/// For everybody who signs in.
pub const STAFF: Stylesheet = Stylesheet {
    path: concat!("/style/ortomat-staff-", env!("ORTOMAT_STAFF_CSS_HASH"), ".css"),
    css: include_str!(concat!(env!("OUT_DIR"), "/staff.css")),
};

impl Stylesheet {
    /// The one for the page at this path.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let is_customers = ["/catalog", "/product", "/payment", "/register"]
            .iter()
            .any(|section| path.starts_with(section));
        if path == "/" || is_customers { CUSTOMER } else { STAFF }
    }
}

#[cfg(test)]
mod tests {
    use super::{CUSTOMER, STAFF, Stylesheet};

    #[test]
    fn the_theme_is_by_meaning_and_has_a_dark_half() {
        for sheet in [CUSTOMER, STAFF] {
            assert!(sheet.css.contains(".bg-accent{background-color: var(--accent)"));
            assert!(sheet.css.contains("prefers-color-scheme: dark"));
        }
    }

    #[test]
    fn variants_are_compiled_as_variants() {
        assert!(CUSTOMER.css.contains(".hover\\:bg-accent-hover:hover"));
        assert!(CUSTOMER.css.contains("@media (width >= 40rem)"));
    }

    #[test]
    fn customers_load_no_rule_that_only_the_staff_need() {
        assert!(STAFF.css.contains(".data-table") && !CUSTOMER.css.contains(".data-table"));
        assert!(CUSTOMER.css.len() < STAFF.css.len());
    }

    #[test]
    fn every_page_has_the_sheet_of_its_people() {
        for path in ["/", "/catalog/ortomat-1", "/product/p1", "/payment/success"] {
            assert_eq!(Stylesheet::of(path), CUSTOMER, "{path}");
        }
        for path in ["/login", "/admin/products", "/courier", "/nowhere"] {
            assert_eq!(Stylesheet::of(path), STAFF, "{path}");
        }
    }

    #[test]
    fn the_paths_are_fit_for_a_link() {
        assert!(CUSTOMER.path.starts_with("/style/ortomat-") && CUSTOMER.path.ends_with(".css"));
        assert_eq!((CUSTOMER.path.len(), STAFF.path.len()), (35, 41));
    }
}
