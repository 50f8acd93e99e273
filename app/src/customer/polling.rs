//! How often a page asks.

/// How long to wait before the question number `asked`, in milliseconds: eager while somebody stands in front of
/// the cabinet, patient later, for money on its way back may take until tomorrow.
#[must_use]
pub const fn pause(asked: u32) -> u32 {
    match asked {
        0..40 => 1_500,
        40..200 => 4_000,
        200.. => 30_000,
    }
}

/// After so many unanswered questions in a row the page says that the connection is lost.
pub const FAILURES_TO_TELL: u32 = 3;

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn the_first_minute_is_eager_and_the_next_ten_are_calmer() {
        let elapsed = |questions| (0..questions).map(pause).sum::<u32>();
        assert_eq!(elapsed(40), 60_000);
        assert_eq!(elapsed(200), 700_000);
        assert_eq!(pause(u32::MAX), 30_000);
    }
}
