-- Paper, toner and receipt roll: what is left, and what was used on which day. No personal data.

-- One row from the first refill on; before it what is left is unknown, and so there is no row.
CREATE TABLE consumable (
    name      TEXT NOT NULL PRIMARY KEY CHECK (name IN ('sheets', 'toner', 'roll')),
    remaining INTEGER NOT NULL CHECK (remaining >= 0),
    filled    INTEGER NOT NULL CHECK (filled >= 0),  -- what was there right after the last refill
    filled_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The day is the terminal's own, in China's time.
CREATE TABLE consumable_use (
    name   TEXT NOT NULL CHECK (name IN ('sheets', 'toner', 'roll')),
    day    TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (name, day)
) STRICT, WITHOUT ROWID;
