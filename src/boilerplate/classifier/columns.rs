//! The columns of rows that trees look at, packed: code computes more features than one model uses.
//!
//! In: how many features a row is made of, and which of them a forest asks for. Out: the place of
//! each in a narrower row. What no tree asks for goes to one place behind the last.

use super::trees::Forest;

/// Where the features of a row stand in the narrower row that trees look at.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::boilerplate) struct Columns {
    /// For each feature its place; that of one which nobody asks for is `width`.
    places: Vec<u16>,
    width: usize,
}

impl Columns {
    /// The columns of rows of `features` features, of which the forests look at some.
    pub fn new(features: usize, forests: &[&Forest]) -> Columns {
        Columns::default().and(features, forests)
    }

    /// These columns, and behind them those of so many features more.
    pub fn and(&self, features: usize, forests: &[&Forest]) -> Columns {
        let from = self.places.len();
        let mut asked = vec![false; from + features];
        for node in forests.iter().flat_map(|forest| &forest.nodes) {
            if let Some(slot) = asked.get_mut(usize::from(node.feature)) {
                *slot = true;
            }
        }
        let mut width = self.width;
        let fresh: Vec<Option<u16>> = asked
            .iter()
            .skip(from)
            .map(|&asked| {
                width += usize::from(asked);
                asked.then(|| (width - 1) as u16)
            })
            .collect();
        // What the first ones left out moves behind the new last place.
        let known = self.places.iter().map(|&at| (usize::from(at) < self.width).then_some(at));
        let place = |place: Option<u16>| place.unwrap_or(width as u16);
        Columns { places: known.chain(fresh).map(place).collect(), width }
    }

    /// Features that are asked for.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Features of a whole row.
    pub fn features(&self) -> usize {
        self.places.len()
    }

    /// Where a feature stands; [`Columns::width`] for one that is not asked for.
    #[inline]
    pub fn place(&self, feature: usize) -> usize {
        self.places.get(feature).map_or(self.width, |&place| usize::from(place))
    }
}

#[cfg(test)]
mod tests {
    use super::super::trees::Node;
    use super::*;

    fn forest(features: &[u16]) -> Forest {
        let node = |&feature: &u16| Node { feature, ..Node::default() };
        Forest { nodes: features.iter().map(node).collect(), ..Forest::default() }
    }

    #[test]
    fn features_that_nobody_asks_for_share_a_place() {
        let (first, second) = (forest(&[4, 1]), forest(&[2, 4, 6]));
        let columns = Columns::new(5, &[&first, &second]);
        assert_eq!(columns.places, [3, 0, 1, 3, 2]);
        let more = columns.and(3, &[&second]);
        assert_eq!(more.places, [4, 0, 1, 4, 2, 4, 3, 4]);
        assert_eq!((columns.width(), more.width(), more.features()), (3, 4, 8));
        assert_eq!((more.place(6), more.place(7), more.place(99)), (3, 4, 4));
    }
}
