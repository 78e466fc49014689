-- Wiping (清除), in two steps. First what the person gave goes: a skeleton stays, known by its parties, which are '{}' and
-- of no filing that is whole. Then, once nobody can have anything to do with its case any more, what led from the person
-- to it: the tag becomes 64 zeros, which no HMAC is, and the centre's sentences go. Ids, matter, times, states and case
-- number stay for good: they are what makes a late repetition the same filing.

-- When the terminal first saw that a filing had come to its end, and to which; its time begins here and not with the
-- centre's date, so that nobody finds a filing wiped that was concluded while the line was down.
CREATE TABLE filing_end (
    filing_id TEXT NOT NULL PRIMARY KEY REFERENCES filing (filing_id) ON DELETE CASCADE,
    how       TEXT NOT NULL CHECK (how <> ''),
    since_us  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX filing_whole ON filing (saved_order) WHERE parties <> '{}';
CREATE INDEX filing_of_somebody ON filing (saved_order)
WHERE person_tag <> '0000000000000000000000000000000000000000000000000000000000000000';

DROP TRIGGER filing_never_changes;
CREATE TRIGGER filing_never_changes BEFORE UPDATE ON filing
WHEN NOT (
    NEW.parties = '{}' AND NEW.answers = '{}'
    AND NEW.person_tag IN (OLD.person_tag, '0000000000000000000000000000000000000000000000000000000000000000')
    AND NEW.saved_order = OLD.saved_order AND NEW.filing_id = OLD.filing_id
    AND NEW.provisional_number = OLD.provisional_number AND NEW.terminal_id = OLD.terminal_id
    AND NEW.channel = OLD.channel AND NEW.matter_code = OLD.matter_code AND NEW.matter_version = OLD.matter_version
    AND NEW.matter_title = OLD.matter_title AND NEW.consent_version = OLD.consent_version
    AND NEW.consent_given_at = OLD.consent_given_at AND NEW.confirmed_at = OLD.confirmed_at
    AND EXISTS (
        SELECT 1 FROM outbox WHERE outbox.filing_id = OLD.filing_id AND delivery NOT IN ('pending', 'sending')
    )
)
BEGIN SELECT RAISE(ABORT, 'a confirmed filing is never changed'); END;

DROP TRIGGER case_change_never_changes;
CREATE TRIGGER case_change_never_changes BEFORE UPDATE ON case_change
WHEN NOT (
    NEW.note = ''
    AND NEW.told_order = OLD.told_order AND NEW.filing_id = OLD.filing_id AND NEW.case_number = OLD.case_number
    AND NEW.status = OLD.status AND NEW.changed_at = OLD.changed_at AND NEW.changed_us = OLD.changed_us
    AND EXISTS (
        SELECT 1 FROM filing WHERE filing.filing_id = OLD.filing_id
        AND person_tag = '0000000000000000000000000000000000000000000000000000000000000000'
    )
)
BEGIN SELECT RAISE(ABORT, 'what the centre said is never changed'); END;

-- As before, and one move more: of a skeleton the query code and the line for staff go, and nothing else.
DROP TRIGGER outbox_moves;
CREATE TRIGGER outbox_moves BEFORE UPDATE ON outbox
WHEN NOT (
    (OLD.delivery = 'pending' AND NEW.delivery IN ('pending', 'sending'))
    OR (OLD.delivery = 'sending' AND NEW.delivery IN ('pending', 'delivered', 'refused'))
    OR (OLD.delivery = 'refused' AND NEW.delivery = 'pending')
    OR (
        OLD.delivery NOT IN ('pending', 'sending') AND NEW.delivery = OLD.delivery
        AND NEW.detail = '' AND (NEW.query_code = '' OR OLD.query_code IS NULL AND NEW.query_code IS NULL)
        AND NEW.attempts = OLD.attempts AND NEW.reason = OLD.reason AND NEW.next_attempt_us IS OLD.next_attempt_us
        AND NEW.last_attempt_us IS OLD.last_attempt_us AND NEW.case_number IS OLD.case_number
        AND NEW.received_at IS OLD.received_at
        AND EXISTS (SELECT 1 FROM filing WHERE filing.filing_id = OLD.filing_id AND parties = '{}')
    )
)
BEGIN SELECT RAISE(ABORT, 'this delivery may not move there'); END;

-- Nothing is left of it that could be sent.
CREATE TRIGGER outbox_sends_nothing_wiped BEFORE UPDATE OF delivery ON outbox
WHEN NEW.delivery IN ('pending', 'sending') AND EXISTS (
    SELECT 1 FROM filing WHERE filing.filing_id = OLD.filing_id AND parties = '{}'
)
BEGIN SELECT RAISE(ABORT, 'a filing that was wiped is not sent again'); END;
