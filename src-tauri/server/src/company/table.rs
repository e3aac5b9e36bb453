//! The tables: all SQL of the sample company, one module for each table.

pub(super) mod bookings;
pub(super) mod expenses;
pub(super) mod handbook;
pub(super) mod leave;
pub(super) mod payout_accounts;
pub(super) mod people;
pub(super) mod rooms;
pub(super) mod tickets;
