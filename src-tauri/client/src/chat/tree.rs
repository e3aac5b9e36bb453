//! The tree of a conversation's messages, and the branch of it that is shown: pure.

use std::collections::HashMap;

use crate::store::messages::Place;

/// Who stands under whom. Ids grow with time, and a message stands under an older one only.
#[derive(Debug, Default)]
pub(super) struct Tree {
    parents: HashMap<i64, Option<i64>>,
    children: HashMap<Option<i64>, Vec<i64>>,
    newest: Option<i64>,
}

impl Tree {
    /// From places, oldest first. One whose parent is not there, or not older, is a first one.
    pub(super) fn of(places: impl IntoIterator<Item = Place>) -> Self {
        let mut tree = Self::default();
        for Place { id, parent } in places {
            let parent = parent.filter(|parent| *parent < id && tree.parents.contains_key(parent));
            tree.parents.insert(id, parent);
            tree.children.entry(parent).or_default().push(id);
            tree.newest = tree.newest.max(Some(id));
        }
        tree
    }

    pub(super) fn has(&self, id: i64) -> bool {
        self.parents.contains_key(&id)
    }

    /// The branch that is shown when it shall hold `through`: from the first message to the newest under it. Without one,
    /// or with one that is gone, the branch of the newest message.
    pub(super) fn branch(&self, through: Option<i64>) -> Vec<i64> {
        let Some(mut leaf) = through.filter(|id| self.has(*id)).or(self.newest) else {
            return Vec::new();
        };
        while let Some(newest) = self.children.get(&Some(leaf)).and_then(|all| all.last()) {
            leaf = *newest;
        }
        self.up_to(leaf)
    }

    /// From the first message to this one.
    pub(super) fn up_to(&self, id: i64) -> Vec<i64> {
        let mut path = Vec::new();
        let mut next = self.has(id).then_some(id);
        while let Some(id) = next {
            path.push(id);
            next = self.parents.get(&id).copied().flatten();
        }
        path.reverse();
        path
    }

    /// All messages in a message's place, itself among them, oldest first.
    pub(super) fn alternatives(&self, id: i64) -> Vec<i64> {
        let parent = self.parents.get(&id).copied().flatten();
        self.children.get(&parent).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(places: &[(i64, Option<i64>)]) -> Tree {
        Tree::of(places.iter().map(|(id, parent)| Place {
            id: *id,
            parent: *parent,
        }))
    }

    #[test]
    fn the_newest_branch_is_shown_and_another_one_through_a_message_of_it() {
        // 1 - 2 - 3 - 4, and 5 - 6 instead of 3 - 4, and 7 instead of 6.
        let tree = tree(&[
            (1, None),
            (2, Some(1)),
            (3, Some(2)),
            (4, Some(3)),
            (5, Some(2)),
            (6, Some(5)),
            (7, Some(5)),
        ]);
        assert_eq!(tree.branch(None), [1, 2, 5, 7]);
        assert_eq!(tree.branch(Some(3)), [1, 2, 3, 4]);
        assert_eq!(tree.branch(Some(6)), [1, 2, 5, 6]);
        assert_eq!(tree.branch(Some(99)), [1, 2, 5, 7]);
        assert_eq!(tree.alternatives(5), [3, 5]);
        assert_eq!(tree.alternatives(7), [6, 7]);
        assert_eq!(tree.up_to(5), [1, 2, 5]);
    }

    #[test]
    fn a_damaged_tree_is_walked_to_its_end() {
        let tree = tree(&[(1, Some(1)), (2, Some(9)), (3, Some(2))]);
        assert_eq!(tree.branch(None), [2, 3]);
        assert_eq!(tree.alternatives(1), [1, 2]);
        assert_eq!(Tree::default().branch(None), Vec::<i64>::new());
    }
}
