-- Drafts (草稿): what a person has given for a filing that is not confirmed yet. Rows come and go: a draft goes when it
-- is confirmed (in the transaction of its filing), given up, replaced, or older than the configured days.

-- One draft for a person, a matter and the strength by which the person was known: what was typed in somebody's name
-- never takes the place of what was begun with the card. No signature and no consent: both are given anew.
CREATE TABLE draft (
    draft_id       INTEGER PRIMARY KEY AUTOINCREMENT,
    person_tag     TEXT NOT NULL CHECK (length(person_tag) = 64),  -- keyed hash of the resident's number
    terminal_id    TEXT NOT NULL,
    channel        TEXT NOT NULL CHECK (channel IN ('hall', 'village')),
    evidence       TEXT NOT NULL CHECK (evidence IN ('card-present', 'typed', 'agent-word')),
    agent_id       TEXT NOT NULL,  -- '' in a hall
    matter_code    TEXT NOT NULL,
    matter_version INTEGER NOT NULL,
    title_zh       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    answers        TEXT NOT NULL CHECK (json_valid(answers)),
    place          TEXT NOT NULL CHECK (place IN ('form', 'materials')),
    question       INTEGER NOT NULL CHECK (question >= 0),  -- the question group the person stood at
    saved_at       TEXT NOT NULL,
    saved_us       INTEGER NOT NULL,
    UNIQUE (person_tag, matter_code, terminal_id, channel, evidence)
) STRICT;

CREATE INDEX draft_by_age ON draft (saved_us);

-- The pages themselves lie in `page`, as those of filings do: confirming does not write them a second time.
CREATE TABLE draft_page (
    draft_id INTEGER NOT NULL REFERENCES draft (draft_id),
    rule_id  TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    digest   TEXT NOT NULL REFERENCES page (digest),
    doubts   TEXT NOT NULL,  -- what may be wrong with the page, codes joined by a comma
    PRIMARY KEY (draft_id, rule_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_page_by_digest ON draft_page (digest);
