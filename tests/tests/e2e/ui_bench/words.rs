//! What the model says when it is measured: prose, code and tables, in tokens of about four characters.

use crate::support::headless::model::Piece;

/// What is said again and again, until it is enough: a paragraph, a list, a table and a block of code.
const SAID: &str = "\
## What the figures of this quarter say

The departments asked for **more leave in December** than in any month before, and most of it was granted; the rest waits \
for an answer by the people who approve it, see [the handbook](https://example.com/handbook). Nothing else stands out, \
except that `rooms` with a camera are booked for longer than they are used.

- Finance closes its books on the 20th and wants nobody away before that.
- Support plans two people a day over the holidays, one of them at home.
- Everybody else is asked to say by Friday what they would like.

| Department | People | Days asked for | Granted | Open |
| --- | ---: | ---: | ---: | ---: |
| Finance | 14 | 61 | 48 | 13 |
| Support | 22 | 97 | 80 | 17 |
| Engineering | 41 | 188 | 171 | 17 |

```rust
/// The days that are left after what was granted.
fn left(entitled: u32, carried: u32, granted: &[Leave]) -> u32 {
    let taken: u32 = granted.iter().map(Leave::working_days).sum();
    (entitled + carried).saturating_sub(taken)
}
```

";

/// So many tokens of it.
pub(super) fn tokens(count: usize) -> Vec<Piece> {
    let letters: Vec<char> = SAID.chars().collect();
    let tokens = letters.chunks(4).map(|four| Piece::Text(four.iter().collect()));
    let tokens: Vec<Piece> = tokens.collect();
    tokens.into_iter().cycle().take(count).collect()
}

/// One of many questions and its answer, as long as they are in an ordinary chat.
pub(super) fn turn(number: u32) -> [String; 2] {
    let answer = match number % 4 {
        0 => SAID.to_owned(),
        1 => format!("Yes: {number} of them, and the last one ends on Friday."),
        2 => SAID.split("\n\n").take(3).collect::<Vec<_>>().join("\n\n"),
        _ => "I looked it up.\n\n| Room | Seats |\n| --- | ---: |\n| Helsinki | 8 |\n| Oslo | 12 |\n".to_owned(),
    };
    [format!("Question {number}: what do the figures say?"), answer]
}
