//! The few words that stand outside the window: in the tray's menu and in notifications.
//!
//! The window has a catalogue for all others; these are needed where there is no page.

/// The words of one language.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) open: &'static str,
    pub(crate) begin: &'static str,
    pub(crate) quit: &'static str,
    /// A conversation without a title.
    pub(crate) untitled: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) asks: &'static str,
}

const ENGLISH: Words = Words {
    open: "Open Lanyard",
    begin: "New conversation",
    quit: "Quit",
    untitled: "New conversation",
    ended: "The answer is there.",
    failed: "The answer could not be finished.",
    asks: "Lanyard waits for your answer.",
};

const CHINESE: Words = Words {
    open: "打开 Lanyard",
    begin: "新对话",
    quit: "退出",
    untitled: "新对话",
    ended: "回答已完成。",
    failed: "回答未能完成。",
    asks: "Lanyard 正在等待你的答复。",
};

/// The words for the setting `language`; `system` follows the system's own language, as the window does.
pub(crate) fn of(setting: &str) -> &'static Words {
    in_language(setting, sys_locale::get_locale().as_deref())
}

fn in_language(setting: &str, system: Option<&str>) -> &'static Words {
    let chinese = match setting {
        "en" => false,
        "zh-CN" => true,
        _ => system.is_some_and(|tag| tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh"))),
    };
    if chinese { &CHINESE } else { &ENGLISH }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_comes_before_the_system() {
        assert_eq!(in_language("en", Some("zh-CN")), &ENGLISH);
        assert_eq!(in_language("zh-CN", Some("en-GB")), &CHINESE);
        for (system, words) in [
            (Some("zh-CN"), &CHINESE),
            (Some("ZH_TW"), &CHINESE),
            (Some("zh"), &CHINESE),
            (Some("de-DE"), &ENGLISH),
            (Some("z"), &ENGLISH),
            (Some("é"), &ENGLISH),
            (None, &ENGLISH),
        ] {
            assert_eq!(in_language("system", system), words, "{system:?}");
        }
    }
}
