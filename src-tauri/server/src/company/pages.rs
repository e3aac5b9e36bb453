//! The handbook as resources: its pages' addresses and texts.

use rmcp::ErrorData;
use rmcp::model::{ReadResourceResult, Resource, ResourceContents, ResourceTemplate};

use super::Company;
use super::caller::Caller;
use super::refusal::Refusal;
use super::table::handbook::{self, Page};

/// What stands before a page's short name in its address.
const PREFIX: &str = "meridian://handbook/";
/// The template of all page addresses (RFC 6570 level 1).
pub(super) const TEMPLATE: &str = "meridian://handbook/{page}";

/// The address of a person's own leave: everybody reads theirs there.
pub(super) const OWN_LEAVE: &str = "meridian://leave/mine";

const MARKDOWN: &str = "text/markdown";

/// Short name, title, words by which it is found as well, text.
const HANDBOOK: [(&str, &str, &str, &str); 8] = [
    (
        "vacation",
        "Vacation and leave",
        "holiday days off annual sick parental 年假 休假 请假 病假 产假 假期",
        include_str!("handbook/vacation.md"),
    ),
    (
        "remote-work",
        "Working from home and abroad",
        "home office hybrid abroad 居家 远程 办公 海外",
        include_str!("handbook/remote-work.md"),
    ),
    (
        "expenses",
        "Expenses and reimbursement",
        "receipts money claim refund 报销 费用 发票",
        include_str!("handbook/expenses.md"),
    ),
    (
        "travel",
        "Business travel",
        "flight hotel train per diem trip 出差 机票 酒店 差旅",
        include_str!("handbook/travel.md"),
    ),
    (
        "security",
        "Passwords, devices and data",
        "password phishing laptop lost stolen 密码 安全 丢失 钓鱼",
        include_str!("handbook/security.md"),
    ),
    (
        "rooms",
        "Meeting rooms",
        "booking conference meeting 会议室 预订 开会",
        include_str!("handbook/rooms.md"),
    ),
    (
        "onboarding",
        "Your first weeks",
        "new joiner start buddy probation 入职 新员工 试用期",
        include_str!("handbook/onboarding.md"),
    ),
    (
        "conduct",
        "How we treat each other",
        "respect harassment report gifts ethics 行为 准则 礼品 举报",
        include_str!("handbook/conduct.md"),
    ),
];

/// The pages as rows.
pub(super) fn handbook() -> impl Iterator<Item = Page> {
    HANDBOOK.into_iter().map(|(slug, title, keywords, body)| Page {
        slug: slug.to_owned(),
        title: title.to_owned(),
        keywords: keywords.to_owned(),
        body: body.to_owned(),
    })
}

/// The address of a page.
pub(super) fn address(slug: &str) -> String {
    format!("{PREFIX}{slug}")
}

/// A page as a resource, without its text.
pub(super) fn resource(page: &Page) -> Resource {
    Resource::new(address(&page.slug), page.slug.as_str())
        .with_title(page.title.as_str())
        .with_description(format!("Employee handbook: {}", page.title))
        .with_mime_type(MARKDOWN)
        .with_size(page.body.len() as u64)
}

/// A person's own leave as a resource.
pub(super) fn own_leave() -> Resource {
    Resource::new(OWN_LEAVE, "my-leave")
        .with_title("My leave")
        .with_description("Your leave this year, with what is left of it; changes when you request or cancel some")
        .with_mime_type(MARKDOWN)
}

/// The template of all pages.
pub(super) fn template() -> ResourceTemplate {
    ResourceTemplate::new(TEMPLATE, "handbook-page")
        .with_title("Handbook page")
        .with_description("A page of the employee handbook by its short name, such as vacation")
        .with_mime_type(MARKDOWN)
}

impl Company {
    /// The caller's own leave, as a page.
    pub(super) async fn read_own_leave(&self, caller: &Caller) -> Result<ReadResourceResult, ErrorData> {
        let text = self.own_leave_text(caller).await.map_err(Refusal::protocol)?;
        Ok(ReadResourceResult::new(vec![
            ResourceContents::text(text, OWN_LEAVE).with_mime_type(MARKDOWN),
        ]))
    }

    /// The text of the page at this address.
    pub(super) async fn read_page(&self, uri: &str) -> Result<ReadResourceResult, ErrorData> {
        let missing = || ErrorData::resource_not_found(format!("there is no page {uri}"), None);
        let slug = uri.strip_prefix(PREFIX).ok_or_else(missing)?;
        let page = handbook::by_slug(self.pool(), slug)
            .await
            .map_err(|error| Refusal::Data(error).protocol())?;
        let page = page.ok_or_else(missing)?;
        let text = format!("# {}\n\n{}", page.title, page.body);
        Ok(ReadResourceResult::new(vec![
            ResourceContents::text(text, uri).with_mime_type(MARKDOWN),
        ]))
    }
}
