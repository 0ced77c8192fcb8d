-- Baselines: what a plan was once, with the dates of every task; with which one a project is compared. Which part of a
-- task’s work is whose, which material it uses and what that costs, and where exceptions were imported from.

CREATE TABLE baseline (
    id BLOB PRIMARY KEY NOT NULL,
    project BLOB REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    name TEXT,
    saved TEXT,
    "start" TEXT,
    finish TEXT,
    source TEXT,
    source_id TEXT
) STRICT;

CREATE TABLE baseline_task (
    id BLOB PRIMARY KEY NOT NULL,
    baseline BLOB REFERENCES baseline DEFERRABLE INITIALLY DEFERRED,
    task BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED,
    "start" TEXT,
    finish TEXT,
    duration TEXT,
    work INTEGER
) STRICT, WITHOUT ROWID;

-- For foreign keys, which would read the whole table.
CREATE INDEX baseline_task_baseline ON baseline_task (baseline);
CREATE INDEX baseline_task_task ON baseline_task (task);

CREATE TABLE resource (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT,
    resource_type TEXT,
    unit TEXT,
    rate INTEGER,
    source TEXT,
    source_id TEXT
) STRICT;

CREATE TABLE resource_use (
    id BLOB PRIMARY KEY NOT NULL,
    task BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED,
    resource BLOB REFERENCES resource DEFERRABLE INITIALLY DEFERRED,
    units INTEGER,
    cost INTEGER
) STRICT;

-- For foreign keys, as above.
CREATE INDEX resource_use_task ON resource_use (task);
CREATE INDEX resource_use_resource ON resource_use (resource);

ALTER TABLE project ADD COLUMN baseline BLOB REFERENCES baseline DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE assignment ADD COLUMN work INTEGER;
ALTER TABLE exception ADD COLUMN source TEXT;
ALTER TABLE exception ADD COLUMN source_id TEXT;
