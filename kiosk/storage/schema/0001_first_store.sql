-- The first shape of the store. A released migration is never edited; a change is a new file.
--
-- Times: TEXT is ISO 8601 with its offset, exactly as the person's receipt says it; columns ending in _us are
-- microseconds since 1970 in UTC, for comparing. JSON columns hold the domain's dataclasses.

-- Secrets that live and die with this store. Never leaves it, never changes.
CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL CHECK (length(value) = 32)
) STRICT;

-- ---------------------------------------------------------------- filings: written once, never updated

CREATE TABLE filing (
    saved_order        INTEGER PRIMARY KEY AUTOINCREMENT,  -- newest last, whatever the clock did
    filing_id          TEXT NOT NULL UNIQUE CHECK (filing_id <> ''),
    provisional_number TEXT NOT NULL UNIQUE CHECK (provisional_number <> ''),
    terminal_id        TEXT NOT NULL,
    channel            TEXT NOT NULL CHECK (channel IN ('hall', 'village')),
    matter_code        TEXT NOT NULL,
    matter_version     INTEGER NOT NULL,
    matter_title       TEXT NOT NULL,
    person_tag         TEXT NOT NULL CHECK (length(person_tag) = 64),  -- keyed hash of the resident's number
    parties            TEXT NOT NULL CHECK (json_valid(parties)),
    answers            TEXT NOT NULL CHECK (json_valid(answers)),
    consent_version    TEXT NOT NULL,
    consent_given_at   TEXT NOT NULL,
    confirmed_at       TEXT NOT NULL
) STRICT;

CREATE INDEX filing_by_person ON filing (person_tag, saved_order);

CREATE TABLE signature (
    filing_id TEXT NOT NULL PRIMARY KEY REFERENCES filing (filing_id),
    strokes   TEXT NOT NULL CHECK (json_valid(strokes)),
    png       BLOB NOT NULL,
    signed_at TEXT NOT NULL
) STRICT;

CREATE TABLE filing_material (
    filing_id TEXT NOT NULL REFERENCES filing (filing_id),
    position  INTEGER NOT NULL CHECK (position >= 0),
    rule_id   TEXT NOT NULL,
    name_zh   TEXT NOT NULL,
    name_en   TEXT NOT NULL,
    PRIMARY KEY (filing_id, position)
) STRICT, WITHOUT ROWID;

-- A page is named by the SHA-256 of its bytes and kept once, however many filings hold it.
CREATE TABLE page (
    digest     TEXT NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
    size       INTEGER NOT NULL CHECK (size >= 0),
    media_type TEXT NOT NULL,
    width      INTEGER NOT NULL,  -- pixels
    height     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- With a rowid: without one the chunks sit inside the key's tree, measured a fifth slower to write and twice to read.
CREATE TABLE page_chunk (
    digest TEXT NOT NULL REFERENCES page (digest),
    number INTEGER NOT NULL CHECK (number >= 0),
    data   BLOB NOT NULL,
    PRIMARY KEY (digest, number)
) STRICT;

CREATE TABLE filing_material_page (
    filing_id         TEXT NOT NULL,
    material_position INTEGER NOT NULL,
    position          INTEGER NOT NULL CHECK (position >= 0),
    digest            TEXT NOT NULL REFERENCES page (digest),
    PRIMARY KEY (filing_id, material_position, position),
    FOREIGN KEY (filing_id, material_position) REFERENCES filing_material (filing_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX filing_material_page_by_digest ON filing_material_page (digest);

-- What a person confirmed stays what the centre gets. Wiping to a skeleton comes with a migration of its own.
CREATE TRIGGER filing_never_changes BEFORE UPDATE ON filing
BEGIN SELECT RAISE(ABORT, 'a confirmed filing is never changed'); END;
CREATE TRIGGER signature_never_changes BEFORE UPDATE ON signature
BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END;
CREATE TRIGGER filing_material_never_changes BEFORE UPDATE ON filing_material
BEGIN SELECT RAISE(ABORT, 'a confirmed material is never changed'); END;
CREATE TRIGGER filing_material_page_never_changes BEFORE UPDATE ON filing_material_page
BEGIN SELECT RAISE(ABORT, 'a confirmed material is never changed'); END;
CREATE TRIGGER page_never_changes BEFORE UPDATE ON page
BEGIN SELECT RAISE(ABORT, 'a page is never changed'); END;
CREATE TRIGGER page_chunk_never_changes BEFORE UPDATE ON page_chunk
BEGIN SELECT RAISE(ABORT, 'a page is never changed'); END;

-- Running numbers of provisional receipts. Only ever counts up.
CREATE TABLE provisional_series (
    terminal_id TEXT NOT NULL PRIMARY KEY,
    last_number INTEGER NOT NULL CHECK (last_number > 0),
    last_day    TEXT NOT NULL    -- when it was given out, for staff who ask
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- outbox: one row per filing, from its first moment

CREATE TABLE outbox (
    filing_id       TEXT NOT NULL PRIMARY KEY REFERENCES filing (filing_id),
    delivery        TEXT NOT NULL DEFAULT 'pending'
                    CHECK (delivery IN ('pending', 'sending', 'delivered', 'refused')),
    attempts        INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    reason          TEXT NOT NULL DEFAULT '',  -- stable code
    detail          TEXT NOT NULL DEFAULT '',  -- one plain line for staff, no personal data
    next_attempt_us INTEGER DEFAULT 0,         -- 0: at once
    last_attempt_us INTEGER,                   -- when the last attempt began
    -- The centre's acknowledgement. Written with the move to 'delivered', never updated afterwards.
    case_number     TEXT,
    query_code      TEXT,
    received_at     TEXT,
    CHECK ((delivery = 'pending') = (next_attempt_us IS NOT NULL)),
    CHECK ((delivery = 'delivered') = (case_number IS NOT NULL)),
    CHECK ((delivery = 'delivered') = (query_code IS NOT NULL)),
    CHECK ((delivery = 'delivered') = (received_at IS NOT NULL)),
    CHECK (delivery <> 'refused' OR reason <> '')
) STRICT;

CREATE INDEX outbox_due ON outbox (next_attempt_us) WHERE delivery = 'pending';

-- The same table of moves as kiosk.domain.filing.DELIVERY_MOVES, for whoever reaches the rows another way.
CREATE TRIGGER outbox_moves BEFORE UPDATE ON outbox
WHEN NOT (
    (OLD.delivery = 'pending' AND NEW.delivery IN ('pending', 'sending'))
    OR (OLD.delivery = 'sending' AND NEW.delivery IN ('pending', 'delivered', 'refused'))
    OR (OLD.delivery = 'refused' AND NEW.delivery = 'pending')
)
BEGIN SELECT RAISE(ABORT, 'this delivery may not move there'); END;
CREATE TRIGGER outbox_keeps_its_filing BEFORE UPDATE OF filing_id ON outbox
BEGIN SELECT RAISE(ABORT, 'an outbox row belongs to its filing'); END;
CREATE TRIGGER outbox_never_loses BEFORE DELETE ON outbox WHEN OLD.delivery <> 'delivered'
BEGIN SELECT RAISE(ABORT, 'a filing the centre does not have is never dropped'); END;

-- ---------------------------------------------------------------- what came back, and what is still to be told

-- Every change of a case, in the order the centre told them. Never updated.
CREATE TABLE case_change (
    told_order  INTEGER PRIMARY KEY AUTOINCREMENT,
    filing_id   TEXT NOT NULL REFERENCES filing (filing_id),
    case_number TEXT NOT NULL,
    status      TEXT NOT NULL,
    note        TEXT NOT NULL,
    changed_at  TEXT NOT NULL,
    changed_us  INTEGER NOT NULL,
    UNIQUE (filing_id, case_number, status, note, changed_us)
) STRICT;

CREATE TRIGGER case_change_never_changes BEFORE UPDATE ON case_change
BEGIN SELECT RAISE(ABORT, 'what the centre said is never changed'); END;

-- How far each stream from the centre has been read.
CREATE TABLE stream_cursor (
    stream TEXT NOT NULL PRIMARY KEY,
    cursor TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluation (
    filing_id TEXT NOT NULL PRIMARY KEY REFERENCES filing (filing_id),
    level     INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),  -- never updated
    reasons   TEXT NOT NULL CHECK (json_valid(reasons)),       -- never updated
    given_at  TEXT NOT NULL,                                   -- never updated
    sent      INTEGER NOT NULL DEFAULT 0 CHECK (sent IN (0, 1)),
    refusal   TEXT NOT NULL DEFAULT '',                        -- stable code; '' while the centre has not said no
    CHECK (level > 2 OR json_array_length(reasons) > 0),
    CHECK (sent = 0 OR refusal = '')
) STRICT;

CREATE TRIGGER evaluation_never_changes BEFORE UPDATE OF filing_id, level, reasons, given_at ON evaluation
BEGIN SELECT RAISE(ABORT, 'an evaluation is never changed'); END;

-- ---------------------------------------------------------------- catalogue: replaced as a whole

CREATE TABLE catalogue_version (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version  TEXT NOT NULL,
    region   TEXT NOT NULL,
    source   TEXT NOT NULL  -- digest of the files it was read from: tells an edit under the same version
) STRICT;

CREATE TABLE theme (
    position INTEGER NOT NULL PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    name_zh  TEXT NOT NULL,
    name_en  TEXT NOT NULL,
    hint_zh  TEXT NOT NULL,
    hint_en  TEXT NOT NULL
) STRICT;

-- Matters and life events under one set of codes: a life event is filed like a matter.
CREATE TABLE matter (
    position      INTEGER NOT NULL PRIMARY KEY,  -- the catalogue's own order
    code          TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL CHECK (kind IN ('matter', 'life-event')),
    title_zh      TEXT NOT NULL,
    title_en      TEXT NOT NULL,
    department_zh TEXT NOT NULL,
    department_en TEXT NOT NULL,
    themes        TEXT NOT NULL CHECK (json_valid(themes)),
    platform      TEXT NOT NULL CHECK (platform IN ('unified', 'investment')),
    body          TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

-- What the search index is built from at start; prepared by kiosk.catalogue, opaque to the store.
CREATE TABLE search_row (
    position INTEGER NOT NULL PRIMARY KEY,
    code     TEXT NOT NULL,
    title    TEXT NOT NULL,
    keys     TEXT NOT NULL
) STRICT;

-- ---------------------------------------------------------------- audit: append only, each row sealed by the next

CREATE TABLE audit (
    number   INTEGER PRIMARY KEY,   -- 1, 2, 3 … without a gap
    at       TEXT NOT NULL,
    act      TEXT NOT NULL CHECK (act <> ''),
    facts    TEXT NOT NULL CHECK (json_valid(facts)),  -- never personal data
    previous TEXT NOT NULL,
    seal     TEXT NOT NULL CHECK (length(seal) = 64)
) STRICT;

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is only appended to'); END;
CREATE TRIGGER audit_never_forgets BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is only appended to'); END;
