//! Which known key a misspelt one was meant to be.

/// The known key that an unknown one is a misspelling of.
pub(super) fn nearest(known: &[&'static str], name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase().replace('-', "_");
    if name.len() > 64 {
        return None;
    }
    let reach = |key: &str| if key.len() < 6 { 1 } else { 2 };
    known
        .iter()
        .map(|key| (distance(key, &name), *key))
        .filter(|(distance, key)| *distance <= reach(key))
        .min()
        .map(|(_, key)| key)
}

/// Edits between two words: insert, delete, replace, or swap two neighbours (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_recognised() {
        let known = ["default_rule", "rules", "servers", "name", "port"];
        assert_eq!(nearest(&known, "defualt_rule"), Some("default_rule"));
        assert_eq!(nearest(&known, "Default-Rule"), Some("default_rule"));
        assert_eq!(nearest(&known, "rule"), Some("rules"));
        assert_eq!(nearest(&known, "server"), Some("servers"));
        assert_eq!(nearest(&known, "colour"), None);
        assert_eq!(nearest(&known, &"r".repeat(9000)), None);
    }
}
