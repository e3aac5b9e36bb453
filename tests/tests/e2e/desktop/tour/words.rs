//! What a person says on the tour. The demo's model answers in the language of the question.

use super::Language;

pub(super) struct Words {
    pub(super) balance: &'static str,
    pub(super) leave: &'static str,
    pub(super) cancel: &'static str,
    pub(super) report: &'static str,
    pub(super) forbidden: &'static str,
    pub(super) handbook: &'static str,
}

impl Language {
    pub(super) fn words(self) -> Words {
        match self {
            Self::English => Words {
                balance: "How many vacation days do I have left?",
                leave: "Request leave from 2026-12-21 to 2026-12-23",
                cancel: "Cancel my leave",
                report: "Build the quarterly report",
                forbidden: "Show the expense report",
                handbook: "What does the handbook say about vacation?",
            },
            Self::Chinese => Words {
                balance: "我还剩多少天年假？",
                leave: "申请 2026-12-21 至 2026-12-23 休假",
                cancel: "取消我的休假",
                report: "生成季度报告",
                forbidden: "查看报销报告",
                handbook: "员工手册里关于年假是怎么说的？",
            },
        }
    }
}
