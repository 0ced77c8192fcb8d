-- Baselines: what a plan was once, with the dates of every task; with which one a project is compared. Which part of a
-- task’s work is whose, and where exceptions were imported from.

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

ALTER TABLE project ADD COLUMN baseline BLOB REFERENCES baseline DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE assignment ADD COLUMN work INTEGER;
ALTER TABLE exception ADD COLUMN source TEXT;
ALTER TABLE exception ADD COLUMN source_id TEXT;
