-- What the line remembers between two starts: how much of a filing is still to be sent, where its uploads are, and
-- what the centre said of itself. No personal data in any of it.

-- One row for each filing that the centre does not have yet; pages are the different files of its papers, bytes those
-- of all its files.
CREATE TABLE to_send (
    saved_order INTEGER PRIMARY KEY,
    filing_id   TEXT NOT NULL UNIQUE REFERENCES filing (filing_id) ON DELETE CASCADE,
    pages       INTEGER NOT NULL CHECK (pages >= 0),
    pages_left  INTEGER NOT NULL CHECK (pages_left BETWEEN 0 AND pages),
    bytes       INTEGER NOT NULL CHECK (bytes >= 0),
    bytes_left  INTEGER NOT NULL CHECK (bytes_left BETWEEN 0 AND bytes)
) STRICT;

CREATE INDEX to_send_smallest ON to_send (bytes_left, saved_order);

INSERT INTO to_send (filing_id, pages, pages_left, bytes, bytes_left)
SELECT filing_id, coalesce(pages, 0), coalesce(pages, 0), coalesce(bytes, 0) + drawn, coalesce(bytes, 0) + drawn
FROM (SELECT outbox.rowid AS saved_order, filing_id, coalesce(length(png), 0) AS drawn
      FROM outbox LEFT JOIN signature USING (filing_id) WHERE delivery <> 'delivered') AS waiting
LEFT JOIN (SELECT filing_id, count(*) AS pages, sum(size) AS bytes
           FROM (SELECT DISTINCT filing_id, digest FROM filing_material_page) JOIN page USING (digest)
           GROUP BY filing_id) AS papers USING (filing_id)
ORDER BY waiting.saved_order;

-- Uploads begun and not ended: an upload server that knows tus alone makes a new one for every creation.
CREATE TABLE upload_begun (
    filing_id TEXT NOT NULL REFERENCES filing (filing_id) ON DELETE CASCADE,
    sha256    TEXT NOT NULL,
    address   TEXT NOT NULL,  -- its path at the centre
    PRIMARY KEY (filing_id, sha256)
) STRICT, WITHOUT ROWID;

-- The last word of the centre on itself, as JSON.
CREATE TABLE centre_word (
    name TEXT NOT NULL PRIMARY KEY,
    said TEXT NOT NULL CHECK (json_valid(said))
) STRICT, WITHOUT ROWID;
