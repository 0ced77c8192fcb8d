-- Tasks that come again: how, until when, which task each is the next of, and where it stands in its series.
ALTER TABLE task ADD COLUMN recurrence TEXT;
ALTER TABLE task ADD COLUMN "until" TEXT;
ALTER TABLE task ADD COLUMN follows BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE task ADD COLUMN occurrence TEXT;

-- For foreign keys, which would read the whole table.
CREATE INDEX task_follows ON task (follows) WHERE follows IS NOT NULL;

-- Filters kept under a name, for one project or for all.
CREATE TABLE "view" (
    id BLOB PRIMARY KEY NOT NULL,
    project BLOB REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    name TEXT,
    filter TEXT,
    pane TEXT,
    lanes TEXT
) STRICT;
