//! What the attributes of an element say: whether they hide it, and what kind of element it is.
//!
//! In: names and values of attributes. Out: what they say. The names of elements are kept elsewhere.

use memchr::memmem;

use super::credits::{leads_to_author, may_name, names_author, names_deck};
use super::names::{SLOTS, slot};
use crate::document::markup::Tag;

/// What an element's attributes say.
#[derive(Debug, Default)]
pub(super) struct ElementAttributes {
    pub hidden: bool,
    /// Named for an author.
    pub credit: bool,
    /// Named for a standfirst.
    pub deck: bool,
    pub names_from: u32,
    pub names: u8,
}

/// Whether values are names for authors or for standfirsts. A page repeats few values many times, so the
/// last ones are kept.
#[derive(Debug)]
pub(super) struct Kinds<'t>(Vec<(&'t str, bool, bool)>);

impl<'t> Kinds<'t> {
    pub fn new() -> Kinds<'t> {
        Kinds(vec![("", false, false); SLOTS])
    }

    fn of(&mut self, value: &'t str) -> (bool, bool) {
        if !may_name(value) {
            return (false, false);
        }
        let Some(slot) = self.0.get_mut(slot(value.as_bytes())) else { return (false, false) };
        if slot.0 != value {
            *slot = (value, names_author(value), names_deck(value));
        }
        (slot.1, slot.2)
    }
}

impl ElementAttributes {
    /// Reads one attribute of an element.
    pub fn read<'t>(&mut self, tag: Tag, key: &str, value: &'t str, kinds: &mut Kinds<'t>) {
        let is = |name: &str| key.eq_ignore_ascii_case(name);
        match key.len() {
            2..=8 if ["class", "id", "rel", "itemprop"].into_iter().any(is) => {
                let (credit, deck) = kinds.of(value);
                self.credit |= credit;
                self.deck |= deck;
            }
            4 if tag == Tag::A && is("href") => self.credit |= leads_to_author(value),
            5 if is("style") => self.hidden |= hides(value),
            6 if is("hidden") => self.hidden |= !value.eq_ignore_ascii_case("until-found"),
            11 if is("aria-hidden") => self.hidden |= value.eq_ignore_ascii_case("true"),
            _ => {}
        }
    }
}

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
