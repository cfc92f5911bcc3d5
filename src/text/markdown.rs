//! Notes and messages as safe HTML.
//!
//! Pure; uses nothing else of this crate. Everything that could carry script, load
//! something from elsewhere or carry inline style is dropped or shown as text.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};
use url::Url;

/// The HTML of a text typed in Markdown, ready to be put inside a page under an `h2`.
pub fn render(src: &str) -> String {
    let mut links = Links::default();
    let events =
        Parser::new_ext(src, Options::ENABLE_STRIKETHROUGH).filter_map(|event| safe(event, &mut links));
    let mut out = String::with_capacity(src.len() + src.len() / 2);
    html::push_html(&mut out, events);
    out
}

/// The words of a text typed in Markdown, on one line and without its marks. Not HTML.
pub fn words(src: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(src, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                out.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule | Event::End(_) if !is_inline(&event) => {
                out.push(' ');
            }
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The end of something inside a line, after which no space belongs.
fn is_inline(event: &Event) -> bool {
    use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong};
    matches!(event, Event::End(Emphasis | Image | Link | Strikethrough | Strong))
}

fn safe<'a>(event: Event<'a>, links: &mut Links) -> Option<Event<'a>> {
    Some(match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::SoftBreak => Event::HardBreak,
        Event::Start(Tag::Link { link_type: LinkType::Email, dest_url, .. }) => {
            return links.open(&format!("mailto:{dest_url}"));
        }
        Event::Start(Tag::Link { dest_url, .. }) => return links.open(&dest_url),
        Event::End(TagEnd::Link) => return links.close(),
        // What is inside an image is its alternative text: that is what remains.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        Event::Start(tag) => Event::Start(plain(tag)),
        Event::End(end) => Event::End(plain_end(end)),
        other => other,
    })
}

fn plain(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Heading { level, .. } => {
            Tag::Heading { level: demoted(level), id: None, classes: Vec::new(), attrs: Vec::new() }
        }
        Tag::HtmlBlock => Tag::Paragraph,
        Tag::CodeBlock(_) => Tag::CodeBlock(CodeBlockKind::Indented),
        other => other,
    }
}

fn plain_end(end: TagEnd) -> TagEnd {
    match end {
        TagEnd::Heading(level) => TagEnd::Heading(demoted(level)),
        TagEnd::HtmlBlock => TagEnd::Paragraph,
        other => other,
    }
}

/// The page itself owns `h1` and `h2`.
fn demoted(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

/// The links that are open, and whether each was written out: one inside another, or one
/// with an address we do not trust, stays plain text.
#[derive(Default)]
struct Links(Vec<bool>);

impl Links {
    fn open(&mut self, address: &str) -> Option<Event<'static>> {
        let href = trusted(address).filter(|_| !self.0.contains(&true));
        self.0.push(href.is_some());
        href.map(|href| {
            let tag = format!(r#"<a href="{href}" class="external" rel="noopener noreferrer nofollow">"#);
            Event::InlineHtml(tag.into())
        })
    }

    fn close(&mut self) -> Option<Event<'static>> {
        let written = self.0.pop().unwrap_or(false);
        written.then(|| Event::InlineHtml("</a>".into()))
    }
}

/// The address, escaped for an attribute, when it is absolute and of a harmless kind.
fn trusted(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| attribute(url.as_str()))
}

fn attribute(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scraper::Html;

    #[test]
    fn everyday_markdown() {
        assert_eq!(render("a *b* **c** ~~d~~"), "<p>a <em>b</em> <strong>c</strong> <del>d</del></p>\n");
        assert_eq!(render("one\ntwo"), "<p>one<br />\ntwo</p>\n");
        assert_eq!(render("# Top\n### Low"), "<h3>Top</h3>\n<h5>Low</h5>\n");
        assert_eq!(render("###### Six"), "<h6>Six</h6>\n");
        assert_eq!(render("- a\n- b"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
        assert_eq!(render("```js\"x\n1 < 2\n```"), "<pre><code>1 &lt; 2\n</code></pre>\n");
    }

    #[test]
    fn words_alone() {
        let typed =
            "# Hedge\nAllergic to **lat**ex:\n\n- roses *by* March\n- [plan](https://e.example)\n\n`x` <b>";
        assert_eq!(words(typed), "Hedge Allergic to latex: roses by March plan x <b>");
    }

    #[test]
    fn raw_html_is_shown() {
        assert_eq!(render("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
        assert_eq!(render("a <b onclick=x>b</b>"), "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n");
    }

    #[test]
    fn images_become_their_text() {
        assert_eq!(render("![a cat](https://example.com/c.png)"), "<p>a cat</p>\n");
    }

    #[test]
    fn links_are_marked() {
        assert_eq!(
            render("[x](https://example.com/?a=1&b='2')"),
            "<p><a href=\"https://example.com/?a=1&amp;b=%272%27\" class=\"external\" \
             rel=\"noopener noreferrer nofollow\">x</a></p>\n"
        );
        for good in ["<mailto:a@example.com>", "<a@example.com>", "[call](tel:+4930123)"] {
            assert!(render(good).contains("<a href="), "{good} {}", render(good));
        }
    }

    #[test]
    fn other_addresses_are_text() {
        for bad in [
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](java\tscript:alert(1))",
            "[x](<&#106;avascript:alert(1)>)",
            "[x](data:text/html,hi)",
            "[x](vbscript:x)",
            "[x](/relative)",
            "[x](//example.com)",
        ] {
            assert!(!render(bad).contains("<a"), "{bad} {}", render(bad));
        }
    }

    #[test]
    fn no_link_inside_a_link() {
        let html = render("[![a [b](https://b.example)](https://i.example)](https://c.example)");
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
        assert_eq!(html.matches("</a>").count(), 1, "{html}");
    }

    /// Everything the page's HTML may hold; the rest would be an injection.
    fn assert_harmless(html: &str) {
        let page = Html::parse_fragment(html);
        for node in page.tree.nodes() {
            let Some(element) = node.value().as_element() else {
                continue;
            };
            assert!(
                [
                    "html",
                    "body",
                    "p",
                    "em",
                    "strong",
                    "del",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "ul",
                    "ol",
                    "li",
                    "pre",
                    "code",
                    "blockquote",
                    "br",
                    "hr",
                    "a",
                ]
                .contains(&element.name()),
                "{} in {html}",
                element.name()
            );
            for (name, value) in element.attrs() {
                assert!(["href", "class", "rel", "start"].contains(&name), "{name} in {html}");
                if name == "href" {
                    assert!(
                        ["http:", "https:", "mailto:", "tel:"].iter().any(|s| value.starts_with(s)),
                        "{value}"
                    );
                }
            }
        }
        assert!(!html.to_lowercase().contains("<script"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn arbitrary_text_is_harmless(src in any::<String>()) {
            assert_harmless(&render(&src));
        }

        #[test]
        fn hostile_text_is_harmless(parts in proptest::collection::vec(prop_oneof![
            Just("<script>"), Just("</script>"), Just("<img src=x onerror=y>"), Just("[x]("),
            Just("javascript:alert(1)"), Just(")"), Just("!["), Just("]"), Just("["), Just("\""),
            Just("'"), Just(" onclick=x "), Just("<"), Just(">"), Just("https://e.example/"),
            Just("mailto:a@e.example?x=\""), Just("\n"), Just("`"), Just("```"), Just("# "),
            Just("&lt;"), Just("&#x22;"), Just("*"), Just("[r]: "), Just("> "), Just("1. "),
            Just("tel:'\"<b>"), Just("<a href=\""), Just("<!--"), Just("|"), Just("---"),
        ], 0..30)) {
            assert_harmless(&render(&parts.concat()));
        }
    }
}
