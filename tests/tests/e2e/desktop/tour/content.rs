//! What is said in the conversation that the tour brings along: one answer for each thing that an answer can hold.

use serde_json::json;

use super::Language;
use crate::desktop::brought::{Brought, file, summary, text, thoughts};

/// A small picture: a disc on a ground.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAUAAAADIAQMAAACjyqroAAAABlBMVEV6ovfgr2jdnOxsAAABUElEQVR42u2YTQ7CIBCFJS5YegSO4tH0aBzFI7B0QcS/1AKJw5eUWqvz1l/S8oa0895mo1KpVP8um1JAYLrpCLjdHTwD8HAHU5szDy559mTy7P0TvKAzk3NvB/DEXrH9km4AI3IROPniGqcxI+hbN2dQYIduHduNYCQDbA9xdKfhT8aJ/pgc9ORKtK6FzcHAbJSNdDkYmY2ykbmNopEYLDjBcVOCnvktOY5BW4KBDUYaDQZdCcbp4L4EL9PBctTCsDFYce9vRXfQ1KCfCm5r8PQx0NZg+D5wV4PnFYOuBqOCCir4peBPfXvW8LFf8F/Y/8e+4JYyw8rVfy3sv7r2X6/xZt8/VOA8gxPSDOEM50KcNHF2xWkY52uc2HEHwFsF3FPg5gN3KbidwX0PbpB4J4VbLtyb4SYOd3u8LcT9I240cUfKW1fc4/JmWKVSqVaoKxKFdMm0GR+6AAAAAElFTkSuQmCC";

/// Code as people paste it.
const SCRIPT: &str = "import csv\n\n\ndef days_left(path):\n    with open(path) as rows:\n        \
                      return 30 - sum(int(row['days']) for row in csv.DictReader(rows))\n";

/// What an answer holds beside words, the same in every language.
const CODE: &str = r#"
```python
from dataclasses import dataclass

@dataclass
class Office:
    """One place of work."""
    name: str
    people: int = 0

    def share(self, total: int) -> float:
        # Nobody works nowhere.
        return round(self.people / total * 100, 1) if total else 0.0
```

```sql
SELECT office, count(*) AS people FROM employees WHERE left_at IS NULL GROUP BY office ORDER BY people DESC LIMIT 20;
```

```diff
- days_left = 25
+ days_left = 30
```
"#;

const FORMULAS: &str = r"
\(s_i = \frac{n_i}{\sum_k n_k}\)

$$
\bar{s} = \frac{1}{12} \sum_{m=1}^{12} s_m \qquad \sigma^2 = \frac{1}{n}\sum_{i=1}^{n} (x_i - \bar{x})^2
$$
";

const DIAGRAM: &str = r"
```mermaid
flowchart LR
  A[Ask] --> B{Manager}
  B -->|agrees| C[Booked]
  B -->|declines| D[Talk about it]
  D --> A
```
";

/// The questions by which the tour finds its way, and what is answered.
pub(super) struct Content {
    title: &'static str,
    pub(super) prose: [&'static str; 2],
    pub(super) code: [&'static str; 2],
    pub(super) table: [&'static str; 2],
    pub(super) formulas: [&'static str; 2],
    pub(super) diagram: [&'static str; 2],
    pub(super) thoughts: [&'static str; 3],
    pub(super) files: [&'static str; 2],
    pub(super) summary: [&'static str; 3],
}

impl Content {
    pub(super) fn of(language: Language) -> Self {
        match language {
            Language::English => ENGLISH,
            Language::Chinese => CHINESE,
        }
    }

    pub(super) fn conversation(&self) -> Brought {
        let together = |[question, answer]: [&str; 2], more: &str| (question.to_owned(), format!("{answer}\n{more}"));
        let mut all = Brought::new(self.title);
        for (question, answer) in [
            together(self.prose, ""),
            together(self.code, CODE),
            together(self.table, ""),
            together(self.formulas, FORMULAS),
            together(self.diagram, DIAGRAM),
        ] {
            all = all.told(&question, &answer);
        }
        let [question, thought, answer] = self.thoughts;
        all = all
            .asks(&[text(question)])
            .answers("complete", &[thoughts(thought), text(answer)]);
        let [question, answer] = self.files;
        all = all
            .holding("picture", json!({ "base64": PICTURE }))
            .holding("script", json!({ "text": SCRIPT }))
            .holding("policy", json!({ "text": answer }))
            .asks(&[
                file("image", "whiteboard.png", "picture", false),
                file("text", "days_left.py", "script", false),
                file(
                    "pdf",
                    "Leave policy 2026, final version with all annexes.pdf",
                    "policy",
                    true,
                ),
                text(question),
            ])
            .answers("stopped", &[text(answer)]);
        let [question, before, answer] = self.summary;
        all.asks(&[text(question)])
            .answers("interrupted", &[summary(before), text(answer)])
    }

    /// One answer that was cut off, and nothing else.
    pub(super) fn cut(&self) -> Brought {
        let [question, _, answer] = self.summary;
        Brought::new(self.title)
            .asks(&[text(question)])
            .answers("stopped", &[text(answer)])
    }
}

const ENGLISH: Content = Content {
    title: "The quarterly report",
    prose: [
        "How is the report coming along?",
        "The report is ready. **Three things** matter, and _one_ can wait: see \
         [the HR pages](https://hr.meridian.example/leave) or https://docs.meridian.example/reports/2026.\n\n\
         ## What changed\n\n1. Requests are answered within `two days` now.\n\
         2. Days that are left are kept until 31 March.\n   - In Leeds, until **30 April**\n   - In Lisbon, not at all\n\
         3. The old form is ~~gone~~ going.\n\n- [x] Numbers compared\n- [ ] Sent to finance\n\n\
         > Ask two weeks before.\n> > Nobody has ever been refused for asking early.\n\n\
         ![The offices on a map](https://pictures.meridian.example/map.png)\n\n---\n\nIt costs $5 to $7 a head[^1].\n\n\
         [^1]: Without travel.",
    ],
    code: ["Show me how it is counted", "In three languages:"],
    table: [
        "And for each office?",
        "| Office | People | Share | First back | Note |\n| :-- | --: | --: | :-: | --- |\n\
         | Leeds | 1,204 | 41.5% | 28 December | Includes `Platform` |\n\
         | Lisbon | 987 | 34.0% | 4 January | Closed on the 24th<br>and the 31st |\n\
         | Remote | 711 | 24.5% | | See [the list](https://hr.meridian.example/remote) |",
    ],
    formulas: ["Write the formula", "The share of an office, and the mean of a year:"],
    diagram: ["Draw how a request goes", "A request goes round until somebody agrees:"],
    thoughts: [
        "Who else is away?",
        "The person asks about absences in late December.\nI will count by office, and leave out who works remotely.",
        "Seven people in Leeds and seven in Lisbon.",
    ],
    files: [
        "Does this script follow our policy?",
        "Nearly: it ignores the days that are carried over until **31 March**.",
    ],
    summary: [
        "And next year?",
        "The person compared the offices and asked who is away at the end of December.",
        "You will have **30 days** in 2027, and up to five more",
    ],
};

const CHINESE: Content = Content {
    title: "季度报告",
    prose: [
        "报告进展如何？",
        "报告已完成。**三件事**很重要，_一件_可以等：请看[人事页面](https://hr.meridian.example/leave)或 \
         https://docs.meridian.example/reports/2026。\n\n## 有哪些变化\n\n1. 申请现在会在`两天`内答复。\n\
         2. 剩余的假期保留到 3 月 31 日。\n   - 利兹保留到 **4 月 30 日**\n   - 里斯本不保留\n3. 旧表格即将~~停用~~更换。\n\n\
         - [x] 已核对数字\n- [ ] 已发给财务\n\n> 请提前两周申请。\n> > 还没有人因为申请得早而被拒绝。\n\n\
         ![办公室地图](https://pictures.meridian.example/map.png)\n\n---\n\n每人花费 $5 到 $7[^1]。\n\n[^1]: 不含差旅。",
    ],
    code: ["给我看看是怎么算的", "用三种语言写："],
    table: [
        "每个办公室分别是多少？",
        "| 办公室 | 人数 | 占比 | 最早返回 | 备注 |\n| :-- | --: | --: | :-: | --- |\n\
         | 利兹 | 1,204 | 41.5% | 12 月 28 日 | 包括 `平台组` |\n\
         | 里斯本 | 987 | 34.0% | 1 月 4 日 | 24 日关闭<br>31 日也关闭 |\n\
         | 远程 | 711 | 24.5% | | 请看[名单](https://hr.meridian.example/remote) |",
    ],
    formulas: ["写出公式", "一个办公室的占比，以及全年的平均值："],
    diagram: ["画出申请的流程", "申请会一直流转，直到有人同意："],
    thoughts: [
        "还有谁休假？",
        "对方想知道十二月底的缺勤情况。\n我按办公室统计，不算远程工作的人。",
        "利兹七人，里斯本七人。",
    ],
    files: [
        "这个脚本符合我们的规定吗？",
        "基本符合：它没有算上可以保留到 **3 月 31 日**的假期。",
    ],
    summary: [
        "明年呢？",
        "对方比较了各办公室，并询问十二月底有谁休假。",
        "2027 年您有 **30 天**假期，此外最多还有五天",
    ],
};
