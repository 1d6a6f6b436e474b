//! Chooses the lines of a page that stay, as a set: the set with the greatest expected word F1.
//!
//! In: scores and word counts of all lines. Out: for each line whether it stays. The best set keeps
//! all lines above one probability, which is half of its F1 (Lewis 1995). So a doubtful line stays
//! where all lines are doubtful, and goes where the others are clear. All arithmetic is in integers.
//! It does not look at the text of the lines.

/// The judged lines of a page.
pub(super) struct Judged {
    /// For each line its score, the log-odds in 1/1024 that it is not part of the story, and its
    /// number of words.
    pub lines: Vec<(i32, u32)>,
    /// For each line whether it looks like a paragraph of the part of the page that has most of them.
    pub prose: Vec<bool>,
    pub is_listing: bool,
}

/// The chosen lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    /// For each line whether it stays.
    pub stays: Vec<bool>,
    /// The expected word F1 of these lines, in thousandths.
    pub expected: u16,
}

/// The lines of the best set with scores below `most`. `lenience` is subtracted from each score first.
pub(super) fn choose(lines: &[(i32, u32)], most: i32, lenience: i32) -> Chosen {
    let share = |score: i32| u64::from(story(score.saturating_sub(lenience)));
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let line = |at: usize| lines.get(at).copied().unwrap_or((i32::MAX, 0));
    order.sort_by_key(|&at| (line(at).0, at));
    let expected: u64 = lines.iter().map(|&(score, words)| share(score) * u64::from(words)).sum();
    // F1 is twice the kept words of the story, divided by the kept words plus the story's words.
    let (mut shared, mut kept) = (0u64, 0u64);
    let mut best = (0u64, 1u64, 0usize);
    for (count, &at) in (1..).zip(&order).take_while(|(_, at)| line(**at).0 < most) {
        let (score, words) = line(at);
        shared += share(score) * u64::from(words);
        kept += u64::from(words) << BITS;
        let all = kept + expected;
        if u128::from(shared) * u128::from(best.1) > u128::from(best.0) * u128::from(all) {
            best = (shared, all, count);
        }
    }
    let mut stays = vec![false; lines.len()];
    for &at in order.iter().take(best.2) {
        if let Some(slot) = stays.get_mut(at) {
            *slot = true;
        }
    }
    let expected = u128::from(best.0) * 2000 / u128::from(best.1);
    Chosen { stays, expected: expected.min(1000) as u16 }
}

/// Words of prose that stay, at least, if a page has them.
const FEWEST_WORDS: u32 = 25;
/// Lines of prose whose scores are so near to the best of them stay with it.
const NEAR: i32 = 2048;

/// Keeps the prose that is most likely the story, if hardly any prose would stay.
pub(super) fn keep_some_prose(judged: &Judged, stays: &mut [bool]) {
    let lines = || judged.lines.iter().zip(&judged.prose).filter(|(_, prose)| **prose);
    let all: u32 = lines().map(|((_, words), _)| words).sum();
    let kept: u32 =
        judged.lines.iter().zip(&*stays).filter(|(_, stays)| **stays).map(|(line, _)| line.1).sum();
    let Some(best) = lines().map(|((score, _), _)| *score).min() else { return };
    if kept >= FEWEST_WORDS || all < FEWEST_WORDS {
        return;
    }
    for (((score, _), prose), slot) in judged.lines.iter().zip(&judged.prose).zip(stays) {
        *slot |= *prose && *score <= best.saturating_add(NEAR);
    }
}

/// Probabilities are fractions of two to this power.
const BITS: u32 = 16;

/// The probability that a line with this score is part of the story.
fn story(score: i32) -> u32 {
    // A quarter of log-odds, which are in 1/1024.
    const STEP: i32 = 256;
    let from = (score.clamp(-9 * 1024, 9 * 1024) + 9 * 1024) as u32;
    let (step, behind) = ((from / STEP as u32) as usize, from % STEP as u32);
    let at = |step: usize| LOGISTIC.get(step).or(LOGISTIC.last()).copied().unwrap_or(0);
    at(step) - (at(step) - at(step + 1)) * behind / STEP as u32
}

/// One minus the logistic function from -9 to 9 in quarters: a table, so that it is the same on every
/// machine.
#[rustfmt::skip]
const LOGISTIC: [u32; 73] = [
    65528, 65526, 65523, 65519, 65514, 65508, 65500, 65489, 65476, 65459, 65438, 65410,
    65374, 65328, 65269, 65194, 65097, 64974, 64816, 64614, 64357, 64030, 63615, 63090,
    62428, 61598, 60565, 59287, 57724, 55834, 53581, 50941, 47911, 44511, 40793, 36843,
    32768, 28693, 24743, 21025, 17625, 14595, 11955, 9702, 7812, 6249, 4971, 3938,
    3108, 2446, 1921, 1506, 1179, 922, 720, 562, 439, 342, 267, 208,
    162, 126, 98, 77, 60, 47, 36, 28, 22, 17, 13, 10,
    8,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_fall_with_the_score() {
        assert_eq!((story(0), story(i32::MIN)), (1 << 15, LOGISTIC[0]));
        assert!((-10_000..10_000).step_by(37).all(|score| story(score) >= story(score + 37)));
    }

    #[test]
    fn a_doubtful_line_stays_where_all_is_doubtful() {
        let doubtful = (500, 20);
        let clear = [(-5000, 400), (-5000, 400), doubtful, (5000, 300)];
        let stays = |lines: &[(i32, u32)], most, lenience| choose(lines, most, lenience).stays;
        assert_eq!(stays(&clear, 1024, 0), [true, true, false, false]);
        let unclear = [(300, 100), (400, 100), doubtful, (5000, 300)];
        assert_eq!(stays(&unclear, 1024, 0), [true, true, true, false]);
        assert_eq!(stays(&clear, 1024, 1024), [true, true, true, false]);
        assert_eq!(stays(&unclear, 450, 0), [true, true, false, false]);
        assert!(stays(&[], 1024, 0).is_empty());
        assert!(choose(&clear, 1024, 0).expected > 970 && choose(&unclear, 1024, 0).expected < 700);
    }

    #[test]
    fn a_page_with_prose_does_not_come_out_empty() {
        let lines = vec![(3000, 40), (5000, 40), (5000, 60), (8000, 500), (2000, 3)];
        let prose = vec![true, true, false, true, false];
        let judged = Judged { lines, prose, is_listing: false };
        let mut stays = vec![false, false, false, false, true];
        keep_some_prose(&judged, &mut stays);
        assert_eq!(stays, [true, true, false, false, true]);
        // A page whose story stays is left alone.
        let mut stays = vec![false, true, false, false, false];
        keep_some_prose(&judged, &mut stays);
        assert_eq!(stays, [false, true, false, false, false]);
    }
}
