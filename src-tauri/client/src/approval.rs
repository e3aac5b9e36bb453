//! Whether a tool may run.
//!
//! What enters: a tool and the arguments a model chose, the company's rules, the person's rules and answers. What
//! leaves: an [`ApprovedCall`], or a refusal with its reason. Only this module makes an `ApprovedCall`, and only an
//! `ApprovedCall` reaches a tool. It does not know what a tool does, and does not believe what the tool says about
//! itself: annotations are shown to the person and never read here.

mod approved;
mod company;
mod decide;
mod patterns;
mod pending;
mod rules;
#[cfg(test)]
mod tests;

pub use approved::ApprovedCall;
pub use decide::{Decision, UserRule, decide};
pub use pending::{Approvals, Question, Refused, Verdict, Waiting};
pub use rules::Rules;
