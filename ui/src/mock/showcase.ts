/** A message that has everything in it, to look at, and a reply without end, to measure. */
import type { MockCore } from "./core";

export const showcase =
  String.raw`The report is ready. **Three things** matter, and _one_ can wait: see [the HR pages](https://hr.meridian.example/leave) or https://docs.meridian.example/reports/2026.

## What changed

1. Requests are answered within \`two days\` now.
2. Days that are left are kept until 31 March.
   - In Leeds, until **30 April**
   - In Lisbon, not at all
3. The old form is ~~gone~~ going.

- [x] Numbers compared
- [ ] Sent to finance

> Ask two weeks before. Nobody has ever been refused for asking early.

| Office | People | Share | First back | Note |
| :-- | --: | --: | :-: | --- |
| Leeds | 1,204 | 41.5% | 28 December | Includes \`Platform\` |
| Lisbon | 987 | 34.0% | 4 January | Closed on the 24th<br>and the 31st |
| Remote | 711 | 24.5% | | See [the list](https://hr.meridian.example/remote) |

### How it is counted

The share of an office is \(s_i = \frac{n_i}{\sum_k n_k}\), and over the year

$$
\bar{s} = \frac{1}{12} \sum_{m=1}^{12} s_m \qquad \sigma^2 = \frac{1}{n}\sum_{i=1}^{n} (x_i - \bar{x})^2
$$

It costs $5 to $7 a head[^1].

\`\`\`python
from dataclasses import dataclass

@dataclass
class Office:
    """One place of work."""
    name: str
    people: int = 0

    def share(self, total: int) -> float:
        # Nobody works nowhere.
        return round(self.people / total * 100, 1) if total else 0.0

print(Office("Leeds", 1_204).share(2_902))
\`\`\`

\`\`\`sql
SELECT office, count(*) AS people FROM employees WHERE left_at IS NULL GROUP BY office ORDER BY people DESC;
\`\`\`

\`\`\`mermaid
flowchart LR
  A[Ask] --> B{Manager}
  B -->|agrees| C[Booked]
  B -->|declines| D[Talk about it]
  D --> A
\`\`\`

\`\`\`diff
- days_left = 25
+ days_left = 30
\`\`\`

![The offices on a map](https://pictures.meridian.example/map.png)

![A picture that is gone](https://pictures.meridian.example/missing.png)

---

Write to ada@meridian.example. Raw <b>HTML</b> stays text.

[^1]: Without travel.`.replaceAll("\\`", "`");

/** About what a model writes, without an end: prose, lists, tables and code. */
export function chapter(number: number): string {
  const rows = Array.from(
    { length: 12 },
    (_, row) => `| ${number}.${row} | value ${row * number} | some words about it |`,
  );
  return `## Chapter ${number}

The quick **brown** fox jumps over the lazy dog, and \`code\` is in the [middle](https://a.example/${number}) of the sentence that goes on for a while so that it breaks into lines.

1. First thing of chapter ${number}
2. Second thing, _softly_
   - and what is under it

| Key | Value | Words |
| --- | --- | --- |
${rows.join("\n")}

\`\`\`ts
export function chapter${number}(value: number): string {
  const list = [1, 2, 3].map((entry) => entry * value);
  // A comment that says why.
  return \`chapter \${list.join(", ")}\`;
}
\`\`\`

`;
}

/** Streams so many tokens of four characters, at so many a second. */
export function flood(core: MockCore, conversation: string, message: string, tokens: number, rate: number): void {
  let whole = "";
  for (let number = 1; whole.length < tokens * 4; number += 1) {
    whole += chapter(number);
  }
  const began = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(tokens, Math.floor(((performance.now() - began) / 1000) * rate));
    while (sent < due) {
      core.delta(conversation, message, 0, whole.slice(sent * 4, sent * 4 + 4));
      sent += 1;
    }
    if (sent >= tokens) {
      clearInterval(timer);
      core.end(conversation, message);
    }
  }, 4);
}
