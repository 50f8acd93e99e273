//! Writing HTML: every text is escaped, and so is every attribute.

use std::fmt::Write;

/// A piece of a page.
#[derive(Default)]
pub(super) struct Html(String);

/// Signs that mean something in HTML mean themselves.
pub(super) fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, c| {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
        html
    })
}

impl Html {
    /// Tags of our own, as they are.
    pub(super) fn raw(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// A text of any origin.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&escaped(text));
        self
    }

    /// `<tag class="class">text</tag>`; without a class when it is empty.
    pub(super) fn tag(&mut self, tag: &str, class: &str, text: &str) -> &mut Self {
        let class = if class.is_empty() {
            String::new()
        } else {
            format!(" class=\"{}\"", escaped(class))
        };
        // Writing to a text cannot fail.
        let _ = write!(self.0, "<{tag}{class}>{}</{tag}>", escaped(text));
        self
    }

    /// A text with `code` and **strong words** in it, paragraph by paragraph.
    pub(super) fn prose(&mut self, text: &str) -> &mut Self {
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            self.raw("<p>").inline(paragraph).raw("</p>");
        }
        self
    }

    /// The same without paragraphs.
    pub(super) fn inline(&mut self, text: &str) -> &mut Self {
        for (n, part) in text.split('`').enumerate() {
            if n % 2 == 1 {
                self.tag("code", "", part);
                continue;
            }
            for (n, words) in part.split("**").enumerate() {
                if n % 2 == 1 {
                    self.tag("strong", "", words);
                } else {
                    self.text(words);
                }
            }
        }
        self
    }

    pub(super) fn done(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_tag() {
        let mut html = Html::default();
        html.tag("td", "a\"b", "<b>'")
            .prose("**1 < 2** and `a<b>`\n\n\n\nз & по");
        assert_eq!(
            html.done(),
            "<td class=\"a&quot;b\">&lt;b&gt;&#39;</td>\
             <p><strong>1 &lt; 2</strong> and <code>a&lt;b&gt;</code></p><p>з &amp; по</p>"
        );
    }
}
