//! Compiles the utility classes of the components into two stylesheets: the customers' pages load no rule that only the
//! staff's need.
//!
//! This file is the only place that knows the Tailwind engine: another one is a change here and nowhere else.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "ssr")]
    stylesheet::build()?;
    Ok(())
}

#[cfg(feature = "ssr")]
mod stylesheet {
    use encre_css::{Config, Preflight};
    use std::{
        env, fs,
        hash::{DefaultHasher, Hash, Hasher},
        io,
        path::Path,
    };

    const COMPONENTS: &str = "src";
    const TOKENS: &str = "../style/tokens.css";
    const BASE: &str = "../style/base.css";
    const STAFF: &str = "../style/staff.css";
    /// What customers never see.
    const STAFF_ONLY: [&str; 2] = ["src/staff", "src/development"];

    pub(super) fn build() -> Result<(), Box<dyn std::error::Error>> {
        for input in [COMPONENTS, TOKENS, BASE, STAFF] {
            println!("cargo::rerun-if-changed={input}");
        }
        let (tokens, base) = (fs::read_to_string(TOKENS)?, fs::read_to_string(BASE)?);
        let of_customers = sheet(&tokens, &base, &STAFF_ONLY)?;
        let of_staff = sheet(&tokens, &format!("{base}{}", fs::read_to_string(STAFF)?), &[])?;
        write("CUSTOMER", "customer.css", &of_customers)?;
        write("STAFF", "staff.css", &of_staff)
    }

    /// A whole sheet for the components outside of some folders.
    fn sheet(tokens: &str, base: &str, without: &[&str]) -> io::Result<String> {
        let mut literals = String::new();
        collect_literals(Path::new(COMPONENTS), without, &mut literals)?;
        // The engine's own default configuration begins with its full reset.
        let reset = Config::default();
        let mut utilities = Config::default();
        utilities.preflight = Preflight::new_none();
        for name in token_names(tokens) {
            utilities.theme.colors.add(name.to_owned(), format!("var(--{name})"));
        }
        // Later rules win: the reset, then what is ours, then the classes of single elements.
        Ok(minify(&[
            &encre_css::generate([], &reset),
            tokens,
            base,
            &encre_css::generate([literals.as_str()], &utilities),
        ]))
    }

    fn write(name: &str, file: &str, css: &str) -> Result<(), Box<dyn std::error::Error>> {
        let mut hasher = DefaultHasher::new();
        css.hash(&mut hasher);
        println!("cargo::rustc-env=ORTOMAT_{name}_CSS_HASH={:016x}", hasher.finish());
        let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
        fs::write(Path::new(&out).join(file), css)?;
        Ok(())
    }

    /// Gathers what is written between quotation marks in the Rust files of a folder.
    ///
    /// Class names live nowhere else; the words of the code (`static`, `block`, `table`) would only add rules
    /// that nobody uses.
    fn collect_literals(folder: &Path, without: &[&str], literals: &mut String) -> io::Result<()> {
        let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::path);
        for entry in entries {
            let path = entry.path();
            if without.iter().any(|folder| path == Path::new(folder)) {
                continue;
            }
            if path.is_dir() {
                collect_literals(&path, without, literals)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                push_literals(&fs::read_to_string(&path)?, literals);
            }
        }
        Ok(())
    }

    fn push_literals(source: &str, literals: &mut String) {
        let mut quoted = false;
        for line in source.lines() {
            if !quoted && line.trim_start().starts_with("//") {
                continue;
            }
            let mut before = ' ';
            for c in line.chars() {
                if c == '"' && before != '\\' && before != '\'' {
                    quoted = !quoted;
                    literals.push(' ');
                } else if quoted {
                    literals.push(c);
                }
                before = c;
            }
            literals.push(' ');
        }
    }

    /// The names of the custom properties that hold colours: all that are declared.
    fn token_names(tokens: &str) -> impl Iterator<Item = &str> {
        tokens
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--"))
            .filter_map(|declaration| declaration.split_once(':'))
            .map(|(name, _)| name)
    }

    /// Drops comments and indentation; the rest is what brotli is for.
    fn minify(sheets: &[&str]) -> String {
        let mut css = String::new();
        for sheet in sheets {
            let mut code = String::new();
            let mut rest = *sheet;
            while let Some((before, comment)) = rest.split_once("/*") {
                code.push_str(before);
                rest = comment.split_once("*/").map_or("", |(_, after)| after);
            }
            code.push_str(rest);
            for line in code.lines().map(str::trim).filter(|line| !line.is_empty()) {
                if !css.is_empty() && !css.ends_with(['{', '}', ';', ',']) {
                    css.push(' ');
                }
                css.push_str(line);
            }
        }
        css.replace(" {", "{").replace(";}", "}")
    }
}
