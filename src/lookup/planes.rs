//! Small numbers for the lines of a lane at once, spread over planes of bits: plane *k* holds bit *k* of each line's number.

#![allow(clippy::inline_always)] // A call for each `and` of four words costs more than the `and`.

use super::segment::{EMPTY, Lane};

/// All lines of a lane.
pub(super) const FULL: Lane = [u64::MAX; EMPTY.len()];

/// Gives the bits that both have.
#[inline(always)]
pub(super) fn and(a: Lane, b: Lane) -> Lane {
    [a[0] & b[0], a[1] & b[1], a[2] & b[2], a[3] & b[3]]
}

/// Gives the bits that either has.
#[inline(always)]
pub(super) fn or(a: Lane, b: Lane) -> Lane {
    [a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3]]
}

/// Gives the bits that one has and the other has not.
#[inline(always)]
pub(super) fn xor(a: Lane, b: Lane) -> Lane {
    [a[0] ^ b[0], a[1] ^ b[1], a[2] ^ b[2], a[3] ^ b[3]]
}

/// Gives the bits that it has not.
#[inline(always)]
pub(super) fn not(a: Lane) -> Lane {
    [!a[0], !a[1], !a[2], !a[3]]
}

/// Adds one bit a line, at a plane.
#[inline(always)]
pub(super) fn add<const N: usize>(planes: &mut [Lane; N], from: usize, bits: Lane) {
    let mut carry = bits;
    for plane in planes.iter_mut().skip(from) {
        let next = and(*plane, carry);
        *plane = xor(*plane, carry);
        carry = next;
    }
}

/// Adds two numbers a line.
#[inline(always)]
pub(super) fn plus<const N: usize>(planes: &mut [Lane; N], other: &[Lane; N]) {
    let mut carry = EMPTY;
    for plane in 0..N {
        let (a, b) = (planes[plane], other[plane]);
        let half = xor(a, b);
        planes[plane] = xor(half, carry);
        carry = or(and(a, b), and(half, carry));
    }
}

/// Adds two or three to each line's loss; one that has no room stays the greatest.
#[inline(always)]
pub(super) fn lose<const N: usize>(planes: &mut [Lane; N], units: usize) {
    let mut carry = if units == 3 { planes[0] } else { EMPTY };
    if units == 3 {
        planes[0] = not(planes[0]);
    }
    // Two, and what is carried to it.
    let second = planes[1];
    planes[1] = xor(not(second), carry);
    carry = or(second, carry);
    for plane in planes.iter_mut().skip(2) {
        let next = and(*plane, carry);
        *plane = xor(*plane, carry);
        carry = next;
    }
    for plane in planes.iter_mut() {
        *plane = or(*plane, carry);
    }
}

/// Gives every line the same number.
#[inline(always)]
pub(super) fn constant<const N: usize>(number: i32) -> [Lane; N] {
    std::array::from_fn(|plane| {
        if number >> plane & 1 == 1 {
            FULL
        } else {
            EMPTY
        }
    })
}

/// Takes the first number where the mask is set, else the second.
#[inline(always)]
pub(super) fn either<const N: usize>(
    first: &[Lane; N],
    second: &[Lane; N],
    mask: Lane,
) -> [Lane; N] {
    let mut all = *second;
    for plane in 0..N {
        all[plane] = xor(all[plane], and(xor(all[plane], first[plane]), mask));
    }
    all
}

/// Raises the lines of a mask to another number where that is higher.
#[inline(always)]
pub(super) fn raise<const N: usize>(planes: &mut [Lane; N], other: &[Lane; N], mask: Lane) {
    let (mut higher, mut same) = (EMPTY, mask);
    for plane in (0..N).rev() {
        higher = or(higher, and(same, and(other[plane], not(planes[plane]))));
        same = and(same, not(xor(other[plane], planes[plane])));
    }
    *planes = either(other, planes, higher);
}

/// Lowers the lines of a mask to another number where that is lower.
#[inline(always)]
pub(super) fn lower<const N: usize>(planes: &mut [Lane; N], other: &[Lane; N], mask: Lane) {
    let (mut less, mut same) = (EMPTY, mask);
    for plane in (0..N).rev() {
        less = or(less, and(same, and(planes[plane], not(other[plane]))));
        same = and(same, not(xor(other[plane], planes[plane])));
    }
    *planes = either(other, planes, less);
}
