-- Steps of the catalogue that the county publishes: which was taken last, and why the newest was not.
ALTER TABLE catalogue_version ADD COLUMN serial INTEGER NOT NULL DEFAULT 0;  -- never goes back
ALTER TABLE catalogue_version ADD COLUMN refusal TEXT NOT NULL DEFAULT '';   -- stable code; '' while all is well
