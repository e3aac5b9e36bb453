//! Words of both languages, brought to one form: a concept of the office where the word has one, else its stem, and
//! pairs of characters for Chinese that is in no table.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words that mean one thing in an office. The first is the concept's name.
const CONCEPTS: &[&[&str]] = &[
    &[
        "leave", "vacation", "holiday", "pto", "absence", "年假", "休假", "请假", "病假", "事假", "假期", "假",
    ],
    &[
        "balance",
        "remaining",
        "left",
        "remain",
        "entitlement",
        "余额",
        "剩余",
        "还有",
        "还剩",
        "结余",
    ],
    &["request", "apply", "application", "submit", "申请", "提交", "请假"],
    &[
        "expense",
        "reimbursement",
        "reimburse",
        "receipt",
        "spending",
        "报销",
        "费用",
        "开支",
        "支出",
    ],
    &["room", "meetingroom", "会议室", "房间"],
    &["meeting", "appointment", "会议", "开会"],
    &[
        "book",
        "reserve",
        "reservation",
        "booking",
        "预订",
        "预定",
        "预约",
        "订",
    ],
    &["ticket", "issue", "incident", "工单", "故障", "问题单"],
    &[
        "person",
        "employee",
        "colleague",
        "staff",
        "people",
        "coworker",
        "directory",
        "员工",
        "同事",
        "人员",
        "通讯录",
    ],
    &[
        "search", "find", "lookup", "look", "查找", "搜索", "查询", "搜", "查", "找",
    ],
    &[
        "list", "show", "view", "see", "overview", "列出", "显示", "查看", "列表", "看看", "看",
    ],
    &[
        "create",
        "add",
        "new",
        "open",
        "file",
        "raise",
        "make",
        "创建",
        "新建",
        "添加",
        "提一个",
        "开一个",
    ],
    &["cancel", "delete", "remove", "withdraw", "取消", "删除", "撤销", "撤回"],
    &["update", "change", "edit", "modify", "更新", "修改", "更改", "改"],
    &["approve", "approval", "批准", "审批", "同意"],
    &["reject", "decline", "refuse", "拒绝", "驳回"],
    &["report", "statement", "报告", "报表"],
    &[
        "salary",
        "pay",
        "payslip",
        "payroll",
        "wage",
        "工资",
        "薪水",
        "薪资",
        "工资单",
    ],
    &[
        "policy",
        "rule",
        "handbook",
        "guideline",
        "regulation",
        "政策",
        "制度",
        "规定",
        "手册",
    ],
    &["document", "doc", "文档", "文件", "资料"],
    &["calendar", "schedule", "agenda", "日历", "日程", "安排"],
    &["available", "free", "vacant", "availability", "空闲", "可用", "有空"],
    &["team", "department", "group", "团队", "部门"],
    &["manager", "boss", "supervisor", "经理", "主管", "上级", "领导"],
    &[
        "me",
        "myself",
        "profile",
        "whoami",
        "account",
        "我是谁",
        "个人资料",
        "账号",
        "账户",
    ],
    &["status", "state", "progress", "状态", "进度", "进展"],
    &["travel", "trip", "journey", "出差", "旅行", "差旅"],
    &["training", "course", "learning", "培训", "课程"],
    &[
        "equipment",
        "laptop",
        "computer",
        "device",
        "hardware",
        "设备",
        "电脑",
        "笔记本",
    ],
    &["customer", "client", "客户"],
    &["order", "purchase", "buy", "procurement", "订单", "采购", "购买"],
    &["invoice", "bill", "发票", "账单"],
    &["budget", "预算"],
    &["project", "项目"],
    &["task", "todo", "任务", "待办"],
    &["announcement", "news", "notice", "公告", "新闻", "通知"],
    &["message", "email", "mail", "send", "消息", "邮件", "发送"],
    &["export", "download", "archive", "导出", "下载", "归档"],
    &["import", "upload", "导入", "上传"],
    &["comment", "note", "remark", "评论", "备注", "留言"],
    &["weather", "forecast", "天气", "预报"],
    &["time", "clock", "hour", "时间", "几点"],
    &["sum", "total", "amount", "合计", "总计", "总额", "金额"],
    &["check", "verify", "validate", "检查", "核对", "校验"],
    &["echo", "repeat", "重复"],
    &["priority", "urgent", "urgency", "优先级", "紧急"],
    &["category", "kind", "type", "类别", "类型", "种类"],
    &["reason", "because", "purpose", "原因", "理由", "因为", "用途"],
    &["title", "subject", "summary", "标题", "主题", "摘要"],
    &["start", "begin", "from", "since", "开始", "起"],
    &["end", "until", "till", "finish", "结束", "止"],
    &[
        "lunch",
        "dinner",
        "meal",
        "food",
        "restaurant",
        "餐费",
        "午餐",
        "晚餐",
        "餐饮",
    ],
    &["taxi", "cab", "transport", "transportation", "打车", "出租车", "交通"],
    &["hotel", "accommodation", "lodging", "酒店", "住宿"],
    &["sick", "illness", "病假", "生病"],
    &["annual", "yearly", "每年", "年度"],
    &["high", "高"],
    &["medium", "normal", "中等"],
    &["low", "低"],
];

/// Words that say nothing about which tool is meant.
const EMPTY: &[&str] = &[
    "a",
    "an",
    "the",
    "i",
    "my",
    "mine",
    "we",
    "our",
    "you",
    "your",
    "he",
    "she",
    "it",
    "its",
    "they",
    "is",
    "are",
    "am",
    "was",
    "were",
    "be",
    "been",
    "do",
    "does",
    "did",
    "done",
    "have",
    "has",
    "had",
    "can",
    "could",
    "will",
    "would",
    "shall",
    "should",
    "may",
    "might",
    "must",
    "please",
    "to",
    "of",
    "in",
    "on",
    "at",
    "for",
    "by",
    "with",
    "about",
    "into",
    "as",
    "and",
    "or",
    "but",
    "if",
    "then",
    "than",
    "that",
    "this",
    "these",
    "those",
    "there",
    "here",
    "what",
    "which",
    "who",
    "when",
    "where",
    "why",
    "how",
    "much",
    "many",
    "any",
    "some",
    "all",
    "not",
    "no",
    "so",
    "just",
    "also",
    "tell",
    "give",
    "want",
    "need",
    "like",
    "get",
    "let",
    "know",
    "us",
    "hi",
    "hello",
    "hey",
    "thanks",
    "thank",
    "day",
    "days",
    "today",
    "tomorrow",
    "yesterday",
    "week",
    "next",
    "now",
    "up",
    "out",
    "still",
    "really",
    "could",
    "s",
    "m",
    "t",
    "d",
    "ll",
    "re",
    "ve",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "one",
    "date",
    "named",
    "called",
];

/// Chinese that says nothing about which tool is meant.
const EMPTY_CHINESE: &[&str] = &[
    "我们", "你们", "请问", "请", "帮我", "帮", "给我", "给", "一下", "我的", "我", "你", "的", "了", "吗", "呢", "吧",
    "啊", "把", "从", "到", "至", "在", "是", "有", "和", "与", "或", "什么", "怎么", "多少", "几天", "几个", "几",
    "天", "今天", "明天", "后天", "昨天", "下周", "本周", "周", "月", "日", "号", "年", "哪些", "哪个", "哪", "一个",
    "个", "要", "想", "能", "可以", "需要", "现在", "还", "都", "那", "这",
];

/// A word may stand for two: 病假 is sick and leave.
static CONCEPTS_OF: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut map: HashMap<String, Vec<&'static str>> = HashMap::new();
    for concept in CONCEPTS {
        for word in *concept {
            let key = if word.is_ascii() {
                stem(word)
            } else {
                (*word).to_owned()
            };
            let concepts = map.entry(key).or_default();
            if !concepts.contains(&concept[0]) {
                concepts.push(concept[0]);
            }
        }
    }
    map
});

const LONGEST_CHINESE: usize = 4;

/// Whether a character is Chinese (or written like it).
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Words of Latin text and identifiers, in lower case: `leaveBalance` and `leave_balance` are two each.
pub(super) fn latin(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before_lower = false;
    for c in text.chars() {
        let part = c.is_alphanumeric() && !is_cjk(c);
        if (!part || (c.is_uppercase() && before_lower)) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if part {
            word.extend(c.to_lowercase());
        }
        before_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The keys of a text that say something, in order, each with a weight.
pub(super) fn keys(text: &str) -> Vec<(String, f32)> {
    let mut keys: Vec<(String, f32)> = Vec::new();
    let mut add = |key: String, weight: f32| match keys.iter_mut().find(|(k, _)| *k == key) {
        Some((_, w)) => *w = w.max(weight),
        None => keys.push((key, weight)),
    };
    for word in latin(text) {
        let pure_number = word.chars().all(|c| c.is_ascii_digit());
        if !pure_number && !EMPTY.contains(&word.as_str()) {
            add(key_of(&word), 1.0);
        }
    }
    let chars: Vec<char> = text.chars().collect();
    for run in chars.split(|c| !is_cjk(*c)).filter(|run| !run.is_empty()) {
        chinese(run, &mut add);
    }
    keys
}

/// The key of one Latin word: its concept, or its stem.
pub(super) fn key_of(word: &str) -> String {
    let stem = stem(word);
    CONCEPTS_OF
        .get(&stem)
        .and_then(|concepts| concepts.first())
        .map_or(stem, |concept| (*concept).to_owned())
}

/// Whether a Chinese word says nothing about which tool is meant.
pub(super) fn is_empty_chinese(word: &str) -> bool {
    EMPTY_CHINESE.contains(&word)
}

fn chinese(run: &[char], add: &mut impl FnMut(String, f32)) {
    let mut loose: Vec<char> = Vec::new();
    let mut at = 0;
    while at < run.len() {
        let known = (1..=LONGEST_CHINESE.min(run.len() - at)).rev().find_map(|length| {
            let word: String = run[at..at + length].iter().collect();
            if let Some(concepts) = CONCEPTS_OF.get(&word) {
                return Some((length, concepts.as_slice()));
            }
            EMPTY_CHINESE
                .contains(&word.as_str())
                .then_some((length, &[] as &[&str]))
        });
        match known {
            Some((length, concepts)) => {
                pairs(&mut loose, add);
                for concept in concepts {
                    add((*concept).to_owned(), 1.0);
                }
                at += length;
            }
            None => {
                loose.push(run[at]);
                at += 1;
            }
        }
    }
    pairs(&mut loose, add);
}

/// What is in no table is compared by pairs of characters.
fn pairs(loose: &mut Vec<char>, add: &mut impl FnMut(String, f32)) {
    for pair in loose.windows(2) {
        add(pair.iter().collect(), 0.6);
    }
    loose.clear();
}

/// A light stem: plural, -ing, -ed and a final e go.
fn stem(word: &str) -> String {
    let mut word = word.to_lowercase();
    if !word.is_ascii() {
        return word;
    }
    let ends = |word: &str, ending: &str, least: usize| word.len() > least && word.ends_with(ending);
    if ends(&word, "ies", 4) {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if ends(&word, "s", 3) && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") {
        word.truncate(word.len() - 1);
    }
    for ending in ["ing", "ed"] {
        if ends(&word, ending, ending.len() + 3) {
            word.truncate(word.len() - ending.len());
            let bytes = word.as_bytes();
            if bytes.len() > 3
                && bytes[bytes.len() - 1] == bytes[bytes.len() - 2]
                && !word.ends_with("ll")
                && !word.ends_with("ss")
            {
                word.truncate(word.len() - 1);
            }
            break;
        }
    }
    if ends(&word, "e", 4) {
        word.truncate(word.len() - 1);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        keys(text).into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn both_languages_meet_in_one_concept() {
        assert_eq!(of("How many vacation days do I have left?"), ["leave", "balance"]);
        assert_eq!(of("我还有几天年假？"), ["balance", "leave"]);
        assert_eq!(of("leave_balance"), ["leave", "balance"]);
        assert_eq!(of("leaveBalance"), ["leave", "balance"]);
        assert_eq!(of("Requesting reservations"), ["request", "book"]);
    }

    #[test]
    fn chinese_in_no_table_becomes_pairs() {
        assert_eq!(of("咖啡机坏了"), ["咖啡", "啡机", "机坏"]);
    }
}
