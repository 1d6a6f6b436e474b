//! Feature values: 16-bit integers, so that a score is the same on every machine.
//!
//! In: counts. Out: shares in thousandths, and values clamped to 16 bits. It computes no features.

/// A feature value.
pub(in crate::boilerplate) type Value = i16;

/// A value clamped to 16 bits.
pub(in crate::boilerplate) fn clamp(value: i32) -> Value {
    value.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

/// A share in thousandths.
pub(in crate::boilerplate) fn share(part: u32, of: u32) -> i32 {
    // Many processors divide 32 bits in half the time of 64, and nearly all parts are small.
    match part.checked_mul(1000) {
        Some(part) => part.checked_div(of).map_or(0, |share| share as i32),
        None => (u64::from(part) * 1000).checked_div(u64::from(of)).map_or(0, |s| s as i32),
    }
}
