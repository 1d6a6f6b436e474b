//! Signs: which kinds of damaged characters a text may hold.
//!
//! In: nothing. Out: a set of flags. One pass over a text fills it (`scan.rs`); each repair of characters
//! names the signs that it needs.

/// A set of signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Signs(u16);

impl Signs {
    pub const LINE_END: Signs = Signs(1);
    pub const CONTROL: Signs = Signs(1 << 1);
    pub const AMPERSAND: Signs = Signs(1 << 2);
    pub const C1: Signs = Signs(1 << 3);
    pub const ODD_SPACE: Signs = Signs(1 << 4);
    pub const INVISIBLE: Signs = Signs(1 << 5);
    pub const LIGATURE: Signs = Signs(1 << 6);
    pub const COMBINING: Signs = Signs(1 << 7);
    /// Two adjacent characters that mis-decoded bytes often produce.
    pub const GARBLE: Signs = Signs(1 << 8);
    /// Not a sign by itself: two of these side by side are [`Signs::GARBLE`].
    pub const GARBLED_HALF: Signs = Signs(1 << 9);
    /// Not a sign by itself: before a space, or alone, it is [`Signs::GARBLE`].
    pub const GARBLED_ALONE: Signs = Signs(1 << 10);

    pub const BACKSLASH: Signs = Signs(1 << 11);

    pub fn any_of(self, other: Signs) -> bool {
        self.0 & other.0 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn and(self, other: Signs) -> Signs {
        Signs(self.0 | other.0)
    }

    pub fn add(&mut self, other: Signs) {
        self.0 |= other.0;
    }

    pub fn remove(&mut self, other: Signs) {
        self.0 &= !other.0;
    }
}
