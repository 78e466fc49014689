-- Carry-out (带出): filings that left as one sealed file, for a place whose line stays dead. They stay pending.

CREATE TABLE carry_out (
    export_id  TEXT NOT NULL PRIMARY KEY CHECK (export_id <> ''),
    made_at    TEXT NOT NULL,
    answer_key BLOB NOT NULL CHECK (length(answer_key) = 32),  -- opens the centre's answers to this file
    written    INTEGER NOT NULL DEFAULT 0 CHECK (written IN (0, 1))  -- whole on its medium and read back
) STRICT, WITHOUT ROWID;

CREATE TABLE carried_filing (
    filing_id TEXT NOT NULL REFERENCES filing (filing_id) ON DELETE CASCADE,
    export_id TEXT NOT NULL REFERENCES carry_out (export_id),
    PRIMARY KEY (filing_id, export_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX carried_filing_by_export ON carried_filing (export_id);
