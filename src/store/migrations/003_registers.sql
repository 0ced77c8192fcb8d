-- Risks and issues with the tasks they concern, and the scales they are told on; refs are counted by kind of record.

CREATE TABLE risk (
    id BLOB PRIMARY KEY NOT NULL,
    project BLOB REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    number INTEGER,
    title TEXT,
    cause TEXT,
    effect TEXT,
    category TEXT,
    nature TEXT,
    probability INTEGER,
    impact INTEGER,
    residual_probability INTEGER,
    residual_impact INTEGER,
    cost_impact INTEGER,
    optimistic_delay TEXT,
    delay TEXT,
    pessimistic_delay TEXT,
    response TEXT,
    response_plan TEXT,
    contingency_plan TEXT,
    "trigger" TEXT,
    owner BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    state TEXT,
    review TEXT,
    reviewed TEXT,
    raised TEXT,
    closed TEXT,
    closed_reason TEXT,
    note TEXT,
    source TEXT,
    source_id TEXT
) STRICT;

CREATE TABLE risk_task (
    id BLOB PRIMARY KEY NOT NULL,
    risk BLOB REFERENCES risk DEFERRABLE INITIALLY DEFERRED,
    task BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- For foreign keys, which would read the whole table.
CREATE INDEX risk_task_risk ON risk_task (risk);
CREATE INDEX risk_task_task ON risk_task (task);

CREATE TABLE issue (
    id BLOB PRIMARY KEY NOT NULL,
    project BLOB REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    number INTEGER,
    title TEXT,
    severity TEXT,
    owner BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    due TEXT,
    state TEXT,
    resolution TEXT,
    escalated_to BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    escalated TEXT,
    answer TEXT,
    risk BLOB REFERENCES risk DEFERRABLE INITIALLY DEFERRED,
    raised TEXT,
    closed TEXT,
    note TEXT,
    source TEXT,
    source_id TEXT
) STRICT;

CREATE INDEX issue_risk ON issue (risk);

CREATE TABLE issue_task (
    id BLOB PRIMARY KEY NOT NULL,
    issue BLOB REFERENCES issue DEFERRABLE INITIALLY DEFERRED,
    task BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX issue_task_issue ON issue_task (issue);
CREATE INDEX issue_task_task ON issue_task (task);

ALTER TABLE project ADD COLUMN probability_scale TEXT;
ALTER TABLE project ADD COLUMN impact_scale TEXT;
ALTER TABLE project ADD COLUMN response_score INTEGER;
ALTER TABLE project ADD COLUMN review_days INTEGER;
ALTER TABLE project ADD COLUMN risk_categories TEXT;

-- The last number given to a record of a kind in a project: never lowered, not by undo either.
CREATE TABLE numbers (
    project BLOB NOT NULL,
    kind TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (project, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO numbers (project, kind, last) SELECT project, 'task', last FROM number;
DROP TABLE number;
ALTER TABLE numbers RENAME TO number;

-- Standups that were finished: the next one of a project tells what came after.
CREATE TABLE standup (
    id BLOB PRIMARY KEY NOT NULL,
    project BLOB REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    number INTEGER,
    began TEXT,
    last_line TEXT,
    led_by BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- The day a task was last decided about in triage.
ALTER TABLE task ADD COLUMN triaged TEXT;
