//! Expenses of the last twelve months: regular bills, and journeys that vary.

use jiff::civil::Date;
use sqlx::SqliteConnection;

use crate::company::calendar;
use crate::company::table::expenses::{self, NewExpense};

/// Person who answers for it, category, description, cents in a usual month, and how much that varies in percent.
const MONTHLY: [(&str, &str, &str, i64, i64); 14] = [
    ("samuel.brooks", "software", "Office suite and identity", 1_840_000, 3),
    ("jonas.weber", "software", "Cloud servers", 4_215_000, 18),
    ("sofia.rossi", "software", "Design tools", 126_000, 0),
    ("priya.nair", "office", "Rent and cleaning, Singapore", 2_350_000, 0),
    ("samuel.brooks", "office", "Rent and cleaning, Berlin", 1_980_000, 0),
    ("li.na", "office", "Rent and cleaning, Shanghai", 1_640_000, 0),
    ("fatima.khan", "hardware", "Laptops and spare parts", 640_000, 70),
    ("ines.costa", "travel", "Customer visits", 910_000, 55),
    ("lucas.meyer", "travel", "Trade fairs", 380_000, 80),
    ("jonas.weber", "travel", "Visits between the offices", 275_000, 60),
    ("oliver.smith", "training", "Courses and conferences", 220_000, 65),
    ("wei.zhang", "training", "Language lessons 语言课", 96_000, 10),
    ("amara.diallo", "services", "Auditors and legal advice", 530_000, 40),
    ("nora.jensen", "meals", "Meals with customers", 88_000, 50),
];

pub(super) async fn fill(db: &mut SqliteConnection, today: Date) -> sqlx::Result<()> {
    for month in 0..12_i64 {
        let first = today.first_of_month().saturating_sub(jiff::Span::new().months(month));
        for (index, (person_id, category, description, usual, varies)) in (0..).zip(MONTHLY) {
            let spent_on = calendar::plus(first, (index * 5 + month * 3) % 27);
            // What lies ahead of today has not been spent yet.
            if spent_on > today {
                continue;
            }
            // A fixed pattern between -100 and 100 that looks uneven enough; nothing here is meant to be random.
            let swing = (index * 37 + month * 61) % 201 - 100;
            let cents = usual + usual * varies / 100 * swing / 100;
            let spent_on = spent_on.to_string();
            let expense = NewExpense {
                person_id,
                spent_on: &spent_on,
                category,
                description,
                cents,
            };
            expenses::add(&mut *db, expense).await?;
        }
    }
    Ok(())
}
