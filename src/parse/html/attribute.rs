//! What single attributes of an element say: whether they hide it, and what kind of element it is.
//!
//! In: the name or the value of an attribute. Out: whether it says so.

use memchr::memmem;

/// Whether an attribute names the component that its element is.
pub(super) fn names_component(key: &str) -> bool {
    let Some((start, end)) = key.split_at_checked(5) else { return false };
    start.eq_ignore_ascii_case("data-")
        && ["component", "module", "testid", "type", "widget"]
            .iter()
            .any(|name| end.eq_ignore_ascii_case(name))
}

/// Whether an address is an author's page.
pub(super) fn is_author(address: &str) -> bool {
    ["/author/", "/authors/"]
        .iter()
        .any(|part| memmem::find(address.as_bytes(), part.as_bytes()).is_some())
}

/// Whether a style hides its element.
pub(super) fn hides(style: &str) -> bool {
    let mut plain = [0u8; 256];
    let mut length = 0;
    for byte in style.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let Some(slot) = plain.get_mut(length) else { break };
        *slot = byte.to_ascii_lowercase();
        length += 1;
    }
    let plain = plain.get(..length).unwrap_or_default();
    [&b"display:none"[..], b"visibility:hidden"]
        .iter()
        .any(|rule| memmem::find(plain, rule).is_some())
}
