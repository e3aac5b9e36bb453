-- The sample company. Dates are ISO text (year-month-day), times hours:minutes, instants RFC 3339, money whole cents.
CREATE TABLE IF NOT EXISTS people (
    id TEXT PRIMARY KEY,
    email TEXT UNIQUE,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    department TEXT NOT NULL,
    manager_id TEXT REFERENCES people (id),
    location TEXT NOT NULL,
    phone TEXT,
    leave_days INTEGER NOT NULL,
    carried_days INTEGER NOT NULL,
    -- The year in which the carried days may be taken.
    carried_year INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS leave (
    number INTEGER PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    working_days INTEGER NOT NULL,
    note TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('requested', 'approved', 'cancelled')),
    requested_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS leave_by_person ON leave (person_id, starts_on);
CREATE TABLE IF NOT EXISTS tickets (
    number INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    category TEXT NOT NULL,
    priority TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'in_progress', 'solved')),
    requester_id TEXT NOT NULL REFERENCES people (id),
    assignee_id TEXT REFERENCES people (id),
    created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS rooms (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    location TEXT NOT NULL,
    floor INTEGER NOT NULL,
    seats INTEGER NOT NULL,
    equipment TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS bookings (
    number INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES rooms (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    day TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    title TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS bookings_by_day ON bookings (day, room_id);
CREATE TABLE IF NOT EXISTS expenses (
    number INTEGER PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    spent_on TEXT NOT NULL,
    category TEXT NOT NULL,
    description TEXT NOT NULL,
    cents INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS expenses_by_day ON expenses (spent_on);
CREATE TABLE IF NOT EXISTS payout_accounts (
    person_id TEXT PRIMARY KEY REFERENCES people (id),
    iban TEXT NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS handbook (
    slug TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    -- Words by which a page is found as well, Chinese ones among them.
    keywords TEXT NOT NULL,
    body TEXT NOT NULL
);
