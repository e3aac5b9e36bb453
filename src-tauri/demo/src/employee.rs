//! The people who can sign in: five invented employees of an invented company.
//!
//! The sample company's tools know the same people by their e-mail addresses. Nothing here decides what anybody may
//! do; the groups are only stated, as a real provider states them.

/// The domain of every address, reserved for examples by RFC 2606 §2, so that no mail can ever arrive.
pub const DOMAIN: &str = "meridian.example";

/// Somebody who can be picked on the sign-in page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Employee {
    /// The short name used in forms, such as `ada`.
    pub id: &'static str,
    /// The `sub` claim: stable, and no e-mail address.
    pub subject: &'static str,
    /// The display name, in the person's own spelling.
    pub name: &'static str,
    /// The e-mail address, always verified.
    pub email: &'static str,
    /// The `groups` claim.
    pub groups: &'static [&'static str],
    /// Two letters for the round mark beside the name.
    pub initials: &'static str,
    /// What the person does, in English.
    pub role: &'static str,
    /// What the person does, in Chinese.
    pub role_zh: &'static str,
    /// The locale claim (BCP 47).
    pub locale: &'static str,
}

/// Everybody, in the order of the page.
pub const EMPLOYEES: [Employee; 5] = [
    Employee {
        id: "ada",
        subject: "meridian-1001",
        name: "Ada Lim",
        email: "ada.lim@meridian.example",
        groups: &["employees", "engineering"],
        initials: "AL",
        role: "Engineering",
        role_zh: "工程部",
        locale: "en",
    },
    Employee {
        id: "grace",
        subject: "meridian-1002",
        name: "Grace Okafor",
        email: "grace.okafor@meridian.example",
        groups: &["employees", "finance"],
        initials: "GO",
        role: "Finance, may see expenses",
        role_zh: "财务部，可查看费用",
        locale: "en",
    },
    Employee {
        id: "wei",
        subject: "meridian-1003",
        name: "Wei Zhang 张伟",
        email: "wei.zhang@meridian.example",
        groups: &["employees", "people"],
        initials: "张",
        role: "People team",
        role_zh: "人事部",
        locale: "zh-CN",
    },
    Employee {
        id: "priya",
        subject: "meridian-1004",
        name: "Priya Nair",
        email: "priya.nair@meridian.example",
        groups: &["employees", "it"],
        initials: "PN",
        role: "IT and offices",
        role_zh: "信息技术与行政",
        locale: "en",
    },
    Employee {
        id: "tomas",
        subject: "meridian-1005",
        name: "Tomás Ruiz",
        email: "tomas.ruiz@meridian.example",
        groups: &["interns"],
        initials: "TR",
        role: "Intern, may look but not change",
        role_zh: "实习生，只能查看",
        locale: "es",
    },
];

/// The employee with this short name.
pub fn by_id(id: &str) -> Option<&'static Employee> {
    EMPLOYEES.iter().find(|employee| employee.id == id)
}

/// The employee meant by a `login_hint`: an e-mail address in any case, or a subject.
pub fn by_hint(hint: &str) -> Option<&'static Employee> {
    EMPLOYEES
        .iter()
        .find(|employee| employee.email.eq_ignore_ascii_case(hint) || employee.subject == hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_employee_is_someone_else() {
        for (index, one) in EMPLOYEES.iter().enumerate() {
            for other in &EMPLOYEES[index + 1..] {
                assert_ne!(one.id, other.id);
                assert_ne!(one.subject, other.subject);
                assert_ne!(one.email, other.email);
            }
            assert!(one.email.ends_with(&format!("@{DOMAIN}")));
            assert!(!one.groups.is_empty());
        }
    }

    #[test]
    fn a_hint_finds_a_person_in_any_case_and_nobody_by_a_part() {
        assert_eq!(by_hint("Ada.Lim@Meridian.Example").map(|e| e.id), Some("ada"));
        assert_eq!(by_hint("meridian-1005").map(|e| e.id), Some("tomas"));
        assert_eq!(by_hint("ada"), None);
    }
}
