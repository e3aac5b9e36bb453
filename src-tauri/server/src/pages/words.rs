//! The pages' words, in English and Chinese.

use serde::Serialize;

/// A language that we have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Chinese,
}

impl Language {
    /// For the `lang` attribute.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}

/// Every text of every page.
#[derive(Debug, Serialize)]
pub(super) struct Words {
    pub(super) demo_band: &'static str,
    pub(super) details: &'static str,
    pub(super) consent_title: &'static str,
    pub(super) wants_before: &'static str,
    pub(super) wants_after: &'static str,
    pub(super) proof_administrator: &'static str,
    pub(super) proof_document: &'static str,
    pub(super) proof_itself: &'static str,
    pub(super) you_are: &'static str,
    pub(super) you_choose: &'static str,
    pub(super) another_person: &'static str,
    pub(super) it_may: &'static str,
    pub(super) identity: &'static str,
    pub(super) answer_goes_to: &'static str,
    pub(super) this_computer: &'static str,
    pub(super) allow: &'static str,
    pub(super) deny: &'static str,
    pub(super) done_title: &'static str,
    pub(super) done_text: &'static str,
    pub(super) has_come_to_front: &'static str,
    pub(super) the_app: &'static str,
    pub(super) open: &'static str,
    pub(super) declined_title: &'static str,
    pub(super) declined_text: &'static str,
    pub(super) bad_title: &'static str,
    pub(super) bad_text: &'static str,
    pub(super) lost_title: &'static str,
    pub(super) lost_text: &'static str,
    pub(super) down_title: &'static str,
    pub(super) down_text: &'static str,
    pub(super) busy_title: &'static str,
    pub(super) busy_text: &'static str,
    pub(super) internal_title: &'static str,
    pub(super) internal_text: &'static str,
    pub(super) try_again: &'static str,
}

impl Words {
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::Chinese => &CHINESE,
        }
    }
}

static ENGLISH: Words = Words {
    demo_band: "Demo: no real account",
    details: "Details",
    consent_title: "Allow access?",
    wants_before: " wants to use the tools of ",
    wants_after: "",
    proof_administrator: "Set up by your administrator.",
    proof_document: "Its name is published at",
    proof_itself: "The name is its own word; nobody checked it. Go on only if you started this.",
    you_are: "You are",
    you_choose: "You choose your account in the next step.",
    another_person: "Somebody else allowed this in this browser before, so you are asked as well.",
    it_may: "It may",
    identity: "See your name and e-mail address",
    answer_goes_to: "The answer goes to",
    this_computer: "this computer",
    allow: "Allow",
    deny: "Don't allow",
    done_title: "You can close this tab",
    done_text: "That was everything here.",
    has_come_to_front: "has come to the front.",
    the_app: "The app",
    open: "Open the app again",
    declined_title: "Access was not given",
    declined_text: "Nothing was changed. You can close this tab.",
    bad_title: "This sign-in can't start",
    bad_text: "The app sent a request that this server does not accept. Go back to the app and try again; if it happens again, tell your administrator.",
    lost_title: "This sign-in is over",
    lost_text: "It was finished already, took too long, or was started in another browser. Go back to the app and start it again. Cookies must be allowed for this page.",
    down_title: "The sign-in service can't be reached",
    down_text: "Nothing was changed. Wait a moment, then try again.",
    busy_title: "Too many people are signing in",
    busy_text: "Wait a few minutes, then start again from the app.",
    internal_title: "That did not work",
    internal_text: "The server failed. Go back to the app and try again in a moment.",
    try_again: "Try again",
};

static CHINESE: Words = Words {
    demo_band: "演示：不是真实账户",
    details: "详细信息",
    consent_title: "是否允许访问？",
    wants_before: " 想要使用 ",
    wants_after: " 的工具",
    proof_administrator: "由您的管理员设置。",
    proof_document: "其名称发布于",
    proof_itself: "该名称由应用自己声明，未经核实。只有在您自己发起时才继续。",
    you_are: "您的身份是",
    you_choose: "您将在下一步选择账户。",
    another_person: "此浏览器中之前由另一个人允许过，因此也需要询问您。",
    it_may: "它可以",
    identity: "查看您的姓名和电子邮件地址",
    answer_goes_to: "结果将发送到",
    this_computer: "这台电脑",
    allow: "允许",
    deny: "不允许",
    done_title: "您可以关闭此标签页",
    done_text: "这里的步骤已全部完成。",
    has_come_to_front: "已切换到前台。",
    the_app: "应用",
    open: "再次打开应用",
    declined_title: "未授予访问权限",
    declined_text: "没有任何更改。您可以关闭此标签页。",
    bad_title: "无法开始登录",
    bad_text: "应用发送的请求不被此服务器接受。请返回应用重试；如果再次发生，请告知您的管理员。",
    lost_title: "此次登录已结束",
    lost_text: "它可能已经完成、超时，或者是在另一个浏览器中发起的。请返回应用重新开始。此页面需要允许使用 Cookie。",
    down_title: "无法连接登录服务",
    down_text: "没有任何更改。请稍候再试。",
    busy_title: "当前登录人数过多",
    busy_text: "请等待几分钟，然后从应用重新开始。",
    internal_title: "操作未成功",
    internal_text: "服务器出现故障。请返回应用，稍后重试。",
    try_again: "重试",
};
