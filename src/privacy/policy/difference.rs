//! The difference between two versions, paragraph by paragraph. Pure.

use similar::{Algorithm, ChangeTag, TextDiff};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Same,
    Removed,
    Added,
}

/// A paragraph; its text is the document's own, already safe as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    pub mark: Mark,
    pub text: String,
}

pub fn between(old: &str, new: &str) -> Vec<Paragraph> {
    let (old, new) = (paragraphs(without_contents(old)), paragraphs(without_contents(new)));
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_slices(&old, &new);
    let paragraph = |change: similar::Change<&str>| Paragraph {
        mark: match change.tag() {
            ChangeTag::Equal => Mark::Same,
            ChangeTag::Delete => Mark::Removed,
            ChangeTag::Insert => Mark::Added,
        },
        text: change.value().to_owned(),
    };
    diff.iter_all_changes().map(paragraph).collect()
}

/// The list of contents repeats the headings.
fn without_contents(body: &str) -> &str {
    body.split_once("</nav>").map_or(body, |(_, text)| text)
}

/// Elements whose end also ends a paragraph.
const BLOCKS: &[&str] = &["p", "li", "h2", "h3", "h4", "h5", "h6", "tr", "dt", "dd", "caption", "pre", "div"];

/// The text of a fragment that this program rendered: one line for each block, without tags.
/// Entities stay as they are, so that the text can be put into a page again.
fn paragraphs(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        let Some((tag, after)) = after.split_once('>') else { break };
        current.push_str(text);
        let name = tag.trim_start_matches('/').split_whitespace().next().unwrap_or_default();
        if tag.starts_with('/') && BLOCKS.contains(&name) {
            close(&mut current, &mut found);
        } else if matches!(name, "td" | "th" | "br") {
            current.push(' ');
        }
        rest = after;
    }
    current.push_str(rest);
    close(&mut current, &mut found);
    found
}

fn close(current: &mut String, found: &mut Vec<String>) {
    let words = current.split_whitespace().collect::<Vec<_>>().join(" ");
    if !words.is_empty() {
        found.push(words);
    }
    current.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_paragraph_is_one_removed_and_one_added() {
        let old = "<h2>Cookies</h2><p>We set <b>two</b> cookies.</p><p>Same.</p>";
        let new = "<h2>Cookies</h2><p>We set <b>three</b> cookies &amp; no more.</p><p>Same.</p>";
        let marks: Vec<(Mark, String)> = between(old, new).into_iter().map(|p| (p.mark, p.text)).collect();
        let expected = [
            (Mark::Same, "Cookies"),
            (Mark::Removed, "We set two cookies."),
            (Mark::Added, "We set three cookies &amp; no more."),
            (Mark::Same, "Same."),
        ];
        assert_eq!(marks, expected.map(|(mark, text)| (mark, text.to_owned())));
    }

    #[test]
    fn the_cells_of_a_row_are_one_paragraph() {
        assert_eq!(paragraphs("<tr><th>Name</th><td>Why</td></tr>"), ["Name Why"]);
    }
}
