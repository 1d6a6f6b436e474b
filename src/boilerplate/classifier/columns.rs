//! Packs the features that a model uses into narrower rows: the code computes more than one model
//! uses.
//!
//! In: the number of features, and the forests that use some of them. Out: the column of each
//! feature. All unused features share one column after the last. It computes no features.

use super::trees::Forest;

/// The columns of features in the narrower row that trees read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::boilerplate) struct Columns {
    /// The column of each feature; `width` for unused ones.
    places: Vec<u16>,
    width: usize,
}

impl Columns {
    /// The columns of rows of `features` features, of which the forests use some.
    pub fn new(features: usize, forests: &[&Forest]) -> Columns {
        Columns::default().and(features, forests)
    }

    /// These columns, followed by those of `features` more features.
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
        // Unused features of the first stage move to the column after the new last one.
        let known = self.places.iter().map(|&at| (usize::from(at) < self.width).then_some(at));
        let place = |place: Option<u16>| place.unwrap_or(width as u16);
        Columns { places: known.chain(fresh).map(place).collect(), width }
    }

    /// The number of used features.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The number of all features.
    pub fn features(&self) -> usize {
        self.places.len()
    }

    /// The column of a feature; [`Columns::width`] for unused ones.
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
    fn unused_features_share_a_column() {
        let (first, second) = (forest(&[4, 1]), forest(&[2, 4, 6]));
        let columns = Columns::new(5, &[&first, &second]);
        assert_eq!(columns.places, [3, 0, 1, 3, 2]);
        let more = columns.and(3, &[&second]);
        assert_eq!(more.places, [4, 0, 1, 4, 2, 4, 3, 4]);
        assert_eq!((columns.width(), more.width(), more.features()), (3, 4, 8));
        assert_eq!((more.place(6), more.place(7), more.place(99)), (3, 4, 4));
    }
}
