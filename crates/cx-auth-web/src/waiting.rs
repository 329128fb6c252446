//! What waits for an answer, by its id: a handful at most, so a list is faster than a map, and much smaller.

/// Things that wait, by id.
#[derive(Debug)]
pub(crate) struct Waiting<K, T>(Vec<(K, T)>);

impl<K: PartialEq, T> Waiting<K, T> {
    /// Adds one.
    pub(crate) fn insert(&mut self, id: K, thing: T) {
        self.0.push((id, thing));
    }

    /// Takes out the one with this id, if it still waits.
    pub(crate) fn remove(&mut self, id: &K) -> Option<T> {
        let position = self.0.iter().position(|(other, _)| other == id)?;
        Some(self.0.swap_remove(position).1)
    }

    /// Takes out all, oldest first unless some were removed between.
    pub(crate) fn into_all(self) -> impl Iterator<Item = T> {
        self.0.into_iter().map(|(_, thing)| thing)
    }
}

impl<K, T> Default for Waiting<K, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}
