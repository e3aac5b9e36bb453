//! Conversations to be read in from a file: one that has everything in it that an answer may hold, and one that means
//! harm.

use serde_json::{Value, json};

use super::tour::Language;

/// An answer with everything that can be drawn, and one that was cut off.
pub(super) fn rich(language: Language) -> Value {
    let words = |english: &'static str, chinese: &'static str| match language {
        Language::English => english,
        Language::Chinese => chinese,
    };
    let report = words(REPORT, REPORT_ZH);
    file(&[
        user(1, words("How did the year go?", "这一年过得怎么样？")),
        assistant(
            2,
            &json!([{ "type": "text", "round": 0, "text": words("Well.", "很好。") }]),
            "complete",
        ),
        user(3, words("Write the report", "写出报告")),
        assistant(
            4,
            &json!([
                { "type": "summary", "text": words(
                    "- The person asked how the year went.\n- Leeds has 1,204 people, Lisbon 987.",
                    "- 用户询问这一年的情况。\n- 利兹有 1,204 人，里斯本有 987 人。") },
                { "type": "reasoning", "round": 0, "text": words(
                    "The offices come first, then how the share is counted. The diagram says who decides.",
                    "先写各办公室，再写占比如何计算。图中说明由谁决定。") },
                { "type": "text", "round": 0, "text": report },
            ]),
            "complete",
        ),
        user(5, words("And next year?", "那明年呢？")),
        assistant(
            6,
            &json!([{ "type": "text", "round": 0, "text": words("Next year the office in", "明年，位于") }]),
            "interrupted",
        ),
    ])
}

/// What a model, or whoever wrote its words, may try. `window.harmed` is what none of it may set.
pub(super) fn hostile() -> Value {
    let tag = "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 2'>\
               <iframe src='javascript:parent.harmed = 3'></iframe><svg onload='window.harmed = 4'></svg>\
               <style>* { display: none }</style><base href='https://evil.example/'><form action='https://evil.example/'>";
    let links = "[a](javascript:window.harmed=5) [b](data:text/html,<script>alert(1)</script>) \
                 [c](//evil.example/x) ![p](https://evil.example/p.png) ![q](javascript:window.harmed=6) \
                 <https://user:pw@evil.example/>";
    let hidden = "invoice\u{202e}gpj.exe a\u{200b}b \u{2066}x\u{2069}";
    let broken = "**not ended `nor this [nor](this\n\n```\n<b>code without an end\n\n| a | b\n|--\n\n> > > > > > > > > > > > > > > deep";
    let diagram = "```mermaid\nflowchart LR\n  A[\"<img src=x onerror=window.harmed=7>\"] --> B\n  click A \"javascript:window.harmed=8\"\n```";
    let formula = "$\\href{javascript:window.harmed=9}{x}$ $$\\htmlData{onload=window.harmed=10}{y}$$";
    let table = format!(
        "| n | square |\n|--|--|\n{}",
        (0..3_000).map(|n| format!("| {n} | {} |\n", n * n)).collect::<String>()
    );
    let line = "0123456789abcdef".repeat(65_536);
    let wide = format!("|{}\n|{}\n", " c |".repeat(5_000), "--|".repeat(5_000));
    let texts = [tag, links, hidden, broken, diagram, formula, &table, &line, &wide];
    let mut messages = Vec::new();
    let mut id = 0;
    for text in texts {
        messages.push(user(id + 1, text));
        messages.push(assistant(
            id + 2,
            &json!([{ "type": "text", "round": 0, "text": text }]),
            "complete",
        ));
        id += 2;
    }
    file(&messages)
}

fn file(messages: &[Value]) -> Value {
    json!({
        "format": "lanyard-conversation",
        "version": 1,
        "title": "Everything",
        "shown": messages.len(),
        "messages": messages,
    })
}

fn user(id: usize, text: &str) -> Value {
    json!({
        "id": id,
        "parent": id.checked_sub(1).filter(|before| *before > 0),
        "role": "user",
        "at": "2026-11-30T09:00:00Z",
        "parts": [{ "type": "text", "round": 0, "text": text }],
    })
}

fn assistant(id: usize, parts: &Value, end: &str) -> Value {
    json!({
        "id": id,
        "parent": id - 1,
        "role": "assistant",
        "at": "2026-11-30T09:01:00Z",
        "model": "Everything model",
        "end": { "type": end },
        "usage": { "input": 1_204, "output": 987, "cached": 400, "reasoning": 61 },
        "parts": parts,
    })
}

const REPORT: &str = r#"The report is ready. **Three things** matter, and _one_ can wait: see [the HR pages](https://hr.meridian.example/leave), or [the wiki](http://wiki.meridian.example/leave).

## What changed

1. Requests are answered within `two days` now.
2. Days that are left are kept until 31 March.
   - In Leeds, until **30 April**
   - In Lisbon, not at all
3. The old form is ~~gone~~ going.

- [x] Numbers compared
- [ ] Sent to finance

> Ask two weeks before. Nobody has ever been refused for asking early.

| Office | People | Share | First back |
| :-- | --: | --: | :-: |
| Leeds | 1,204 | 41.5% | 28 December |
| Lisbon | 987 | 34.0% | 4 January |
| Remote | 711 | 24.5% | |

### How it is counted

The share of an office is \(s_i = \frac{n_i}{\sum_k n_k}\), and over the year

$$
\bar{s} = \frac{1}{12} \sum_{m=1}^{12} s_m \qquad \sigma^2 = \frac{1}{n}\sum_{i=1}^{n} (x_i - \bar{x})^2
$$

```python
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
SELECT office, count(*) AS people FROM employees GROUP BY office ORDER BY people DESC;
```

```mermaid
flowchart LR
  A[Ask] --> B{Manager}
  B -->|agrees| C[Booked]
  B -->|declines| D[Talk about it]
```

![The office in Leeds](https://pictures.meridian.example/leeds.png)
"#;

const REPORT_ZH: &str = r#"报告已完成。**三件事**很重要，_一件_可以稍后：请看[人力资源页面](https://hr.meridian.example/leave)，或[内部维基](http://wiki.meridian.example/leave)。

## 有哪些变化

1. 申请现在会在 `两天` 内得到答复。
2. 剩余的天数保留到 3 月 31 日。
   - 利兹保留到 **4 月 30 日**
   - 里斯本不保留
3. 旧表格~~已经~~即将停用。

- [x] 已核对数字
- [ ] 已发给财务

> 请提前两周提出。从来没有人因为提前申请而被拒绝。

| 办公室 | 人数 | 占比 | 首个返岗日 |
| :-- | --: | --: | :-: |
| 利兹 | 1,204 | 41.5% | 12 月 28 日 |
| 里斯本 | 987 | 34.0% | 1 月 4 日 |
| 远程 | 711 | 24.5% | |

### 如何计算

一个办公室的占比是 \(s_i = \frac{n_i}{\sum_k n_k}\)，全年为

$$
\bar{s} = \frac{1}{12} \sum_{m=1}^{12} s_m \qquad \sigma^2 = \frac{1}{n}\sum_{i=1}^{n} (x_i - \bar{x})^2
$$

```python
@dataclass
class Office:
    """一个工作地点。"""
    name: str
    people: int = 0

    def share(self, total: int) -> float:
        # 没有人不在任何地方工作。
        return round(self.people / total * 100, 1) if total else 0.0
```

```sql
SELECT office, count(*) AS people FROM employees GROUP BY office ORDER BY people DESC;
```

```mermaid
flowchart LR
  A[申请] --> B{经理}
  B -->|同意| C[已登记]
  B -->|不同意| D[再谈谈]
```

![利兹办公室](https://pictures.meridian.example/leeds.png)
"#;
