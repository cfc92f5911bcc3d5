//! What is taken of one person or one place, ready to be asked again and again.

use super::board::Sitting;
use crate::clock::Instant;

/// A stretch that is taken, buffers included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    pub from: Instant,
    pub to: Instant,
    /// A seat of this class: others of the same class may join.
    pub sitting: Option<Sitting>,
    pub place: u32,
}

/// Stretches by their beginning; some may lie on top of each other.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    taken: Vec<Busy>,
    /// The latest end among the stretches up to each: where it is past, nothing earlier reaches further.
    reach: Vec<Instant>,
}

impl Timeline {
    pub fn new(mut taken: Vec<Busy>) -> Self {
        taken.sort_unstable_by_key(|busy| (busy.from, busy.to));
        let reach = taken
            .iter()
            .scan(None, |latest: &mut Option<Instant>, busy| {
                *latest = Some(latest.map_or(busy.to, |end| end.max(busy.to)));
                *latest
            })
            .collect();
        Self { taken, reach }
    }

    /// The stretches that share time with this one, the latest first.
    pub fn overlapping(&self, from: Instant, to: Instant) -> impl Iterator<Item = &Busy> {
        let end = self.taken.partition_point(|busy| busy.from < to);
        let reached = self.reach[..end].iter().rev().take_while(move |reach| **reach > from);
        self.taken[..end].iter().rev().zip(reached).map(|(busy, _)| busy).filter(move |busy| busy.to > from)
    }

    pub fn is_free(&self, from: Instant, to: Instant) -> bool {
        self.overlapping(from, to).next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::datetime;

    fn at(minute: i64) -> Instant {
        datetime!(2026-11-03 9:00) + Duration::minutes(minute)
    }

    proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(
            rows in prop::collection::vec((0_i64..300, 1_i64..90), 0..40),
            from in 0_i64..300,
            length in 1_i64..90,
        ) {
            let busy: Vec<Busy> = rows
                .iter()
                .map(|(from, length)| Busy { from: at(*from), to: at(from + length), sitting: None, place: 1 })
                .collect();
            let (from, to) = (at(from), at(from + length));
            let plain = busy.iter().filter(|b| b.from < to && b.to > from).count();
            prop_assert_eq!(Timeline::new(busy).overlapping(from, to).count(), plain);
        }
    }
}
