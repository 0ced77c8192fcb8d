-- Filters kept under a name, for one project or for all.
CREATE TABLE "view" (
    id BLOB PRIMARY KEY NOT NULL,
    project BLOB REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    name TEXT,
    filter TEXT,
    pane TEXT,
    lanes TEXT
) STRICT;
