//! Tells a feed, RSS or Atom, and its encoding by its first bytes.
//!
//! In: the first bytes of a file. Out: whether its root element is that of a feed, and the encoding that its
//! declaration names. It reads no items.

use encoding_rs::Encoding;

/// Bytes in front of the root element, such as comments and a style sheet, at most.
const PROLOGUE: usize = 4096;

/// Whether a file that begins with `<` is a feed: its root element is that of RSS, or that of Atom or RSS 1.0 with the
/// namespace.
pub(super) fn is_feed(head: &[u8]) -> bool {
    let mut rest = head;
    while let Some(inside) = rest.strip_prefix(b"<?").or_else(|| rest.strip_prefix(b"<!")) {
        let end: &[u8] = if inside.starts_with(b"--") { b"-->" } else { b">" };
        let Some(at) = memchr::memmem::find(inside, end) else { return false };
        rest = inside.get(at + end.len()..).unwrap_or_default().trim_ascii_start();
        if head.len() - rest.len() > PROLOGUE {
            return false;
        }
    }
    let tag = rest.split(|byte| *byte == b'>').next().unwrap_or_default();
    let name = tag.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    let says = |space: &[u8]| memchr::memmem::find(tag, space).is_some();
    match name {
        b"<rss" => true,
        b"<feed" | b"<atom:feed" => says(b"w3.org/2005/Atom") || says(b"purl.org/atom/"),
        b"<rdf:RDF" => says(b"purl.org/rss/1.0"),
        _ => false,
    }
}

/// The encoding that the declaration of a feed names.
pub(super) fn declared_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let declaration = head.strip_prefix(b"<?xml")?.split(|byte| *byte == b'>').next()?;
    let at = memchr::memmem::find(declaration, b"encoding")?;
    let value = declaration.get(at..)?.split(|byte| matches!(byte, b'"' | b'\'')).nth(1)?;
    Encoding::for_label(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_element_tells_a_feed() {
        let atom = "<?xml version='1.0'?>\n<!-- made by hand -->\n<feed xmlns='http://www.w3.org/2005/Atom'>";
        for head in [
            "<rss version='2.0'>",
            "<?xml version='1.0'?><?xml-stylesheet href='a.xsl'?><rss>",
            atom,
            "<rdf:RDF xmlns='http://purl.org/rss/1.0/'>",
        ] {
            assert!(is_feed(head.as_bytes()), "{head}");
        }
        for head in ["<feed>", "<!doctype html><rss>x", "<html>", "<urlset>", "<?xml", "<rssfeed>"]
        {
            assert_eq!(is_feed(head.as_bytes()), head.contains("><rss>"), "{head}");
        }
    }

    #[test]
    fn the_declaration_names_the_encoding() {
        let of = |head: &str| declared_encoding(head.as_bytes()).map(Encoding::name);
        let head = "<?xml version=\"1.0\" encoding='windows-1251'?><rss>";
        assert_eq!(of(head), Some("windows-1251"));
        assert_eq!(of("<?xml version='1.0'?><rss encoding='x'>"), None);
    }
}
