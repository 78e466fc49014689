-- How filings end and hang together: corrections and supplements, withdrawals, and the papers a case asks for.

-- In the transaction that saves the filing. `earlier` may have been wiped to a skeleton since.
CREATE TABLE filing_link (
    filing_id TEXT NOT NULL PRIMARY KEY REFERENCES filing (filing_id) ON DELETE CASCADE,
    kind      TEXT NOT NULL CHECK (kind IN ('corrects', 'supplements')),
    earlier   TEXT NOT NULL CHECK (earlier <> filing_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX filing_link_by_earlier ON filing_link (earlier);
CREATE TRIGGER filing_link_never_changes BEFORE UPDATE ON filing_link
BEGIN SELECT RAISE(ABORT, 'a confirmed filing is never changed'); END;

-- 撤回. 'pending' until the centre has answered; 'local' where it cannot have the filing and is not told.
CREATE TABLE withdrawal (
    filing_id       TEXT NOT NULL PRIMARY KEY REFERENCES filing (filing_id) ON DELETE CASCADE,
    reason          TEXT NOT NULL,
    evidence        TEXT NOT NULL,
    agent_id        TEXT NOT NULL,
    consent_version TEXT NOT NULL,
    consent_given_at TEXT NOT NULL,
    given_at        TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('pending', 'local', 'taken', 'refused')),
    refusal         TEXT NOT NULL DEFAULT '',  -- stable code
    CHECK ((state = 'refused') = (refusal <> ''))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER withdrawal_never_changes
BEFORE UPDATE OF filing_id, reason, evidence, agent_id, consent_version, consent_given_at, given_at ON withdrawal
BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;

-- Rule ids of the papers that a change asks for, as JSON.
ALTER TABLE case_change ADD COLUMN wanted TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(wanted));
