//! Radix-sorts large flat tables of numbers in parts.
//!
//! In: numbers from several tasks. Out: sorted parts. It knows nothing of documents.

use rayon::prelude::*;

/// Numbers by part, then by the task that emitted them, in task order.
pub(super) type Scattered = Vec<Vec<Vec<u64>>>;

/// Runs `emit` for each task and collects the emitted numbers by part. `emit` receives the number of the
/// task and a function that takes a part and a number. A part out of range means the last part.
pub(super) fn scatter(
    tasks: usize,
    parts: usize,
    emit: impl Fn(usize, &mut dyn FnMut(usize, u64)) + Sync,
) -> Scattered {
    let parts = parts.max(1);
    let made: Vec<Vec<Vec<u64>>> = (0..tasks)
        .into_par_iter()
        .map(|task| {
            // Count first, so that each table is allocated once with its final size.
            let mut counts = vec![0_usize; parts];
            emit(task, &mut |part, _| {
                if let Some(count) = counts.get_mut(part.min(parts - 1)) {
                    *count += 1;
                }
            });
            let mut tables: Vec<Vec<u64>> = counts.into_iter().map(Vec::with_capacity).collect();
            emit(task, &mut |part, number| {
                if let Some(table) = tables.get_mut(part.min(parts - 1)) {
                    table.push(number);
                }
            });
            tables
        })
        .collect();
    let mut scattered: Scattered = (0..parts).map(|_| Vec::with_capacity(tasks)).collect();
    for tables in made {
        scattered.iter_mut().zip(tables).for_each(|(part, table)| part.push(table));
    }
    scattered
}

/// Joins the tables of one part and sorts them by the bits from `low` up. The sort is stable and linear:
/// one pass for each byte in which the numbers differ.
pub(super) fn join_and_sort(tables: Vec<Vec<u64>>, low: u32) -> Vec<u64> {
    let mut numbers: Vec<u64> = Vec::with_capacity(tables.iter().map(Vec::len).sum());
    tables.into_iter().for_each(|table| numbers.extend_from_slice(&table));
    let (all, any) =
        numbers.iter().fold((u64::MAX, 0), |(all, any), number| (all & number, any | number));
    let differing = (all ^ any) & u64::MAX.checked_shl(low).unwrap_or(0);
    if numbers.len() < 64 {
        numbers.sort_by_key(|number| number >> low);
        return numbers;
    }
    let mut other = vec![0; numbers.len()];
    let mut bit = low;
    while bit < u64::BITS {
        if (differing >> bit) & 0xff != 0 {
            pass(&numbers, &mut other, bit);
            std::mem::swap(&mut numbers, &mut other);
        }
        bit += 8;
    }
    numbers
}

/// One stable pass of counting sort by the eight bits from `bit` up.
fn pass(from: &[u64], to: &mut [u64], bit: u32) {
    let digit = |number: u64| (number >> bit) as u8;
    let mut places = [0_usize; 256];
    from.iter().for_each(|&number| {
        if let Some(count) = places.get_mut(usize::from(digit(number))) {
            *count += 1;
        }
    });
    let mut sum = 0;
    for place in &mut places {
        sum += std::mem::replace(place, sum);
    }
    for &number in from {
        if let Some(place) = places.get_mut(usize::from(digit(number))) {
            if let Some(slot) = to.get_mut(*place) {
                *slot = number;
            }
            *place += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_collected_by_part_in_task_order() {
        let scattered = scatter(3, 2, |task, emit| {
            emit(task % 2, task as u64 * 10);
            emit(9, 7);
        });
        assert_eq!(
            scattered,
            [vec![vec![0], vec![], vec![20]], vec![vec![7], vec![10, 7], vec![7]]]
        );
    }

    proptest! {
        #[test]
        fn numbers_are_sorted_and_ties_keep_their_order(
            tables in prop::collection::vec(prop::collection::vec(any::<u64>(), 0..200), 0..4),
            low in prop::sample::select(vec![0_u32, 8, 32, 40]),
        ) {
            let mut expected: Vec<u64> = tables.concat();
            expected.sort_by_key(|number| number >> low);
            prop_assert_eq!(join_and_sort(tables, low), expected);
        }
    }
}
