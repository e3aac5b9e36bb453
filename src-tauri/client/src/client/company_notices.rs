//! What is wrong with the company's configuration, as notices.

use crate::api::{Details, Notice, NoticeKind};
use crate::company::Problem;

pub(super) fn of(problems: &[Problem]) -> Vec<Notice> {
    problems
        .iter()
        .enumerate()
        .map(|(i, problem)| Notice {
            id: format!("company-{i}"),
            kind: NoticeKind::Company,
            message: problem.message.clone(),
            details: Some(Details {
                server: None,
                step: Some(problem.file.display().to_string()),
                rule: Some(problem.key.clone()),
                said: None,
            }),
        })
        .collect()
}
