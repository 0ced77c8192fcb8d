-- One table for each kind of record, its columns the kind's fields; a place on the board is four columns.
-- Wide or long rows have a rowid (SQLite reads the whole of a long key to compare it), narrow ones have none.

CREATE TABLE calendar (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT,
    base BLOB REFERENCES calendar DEFERRABLE INITIALLY DEFERRED,
    week TEXT,
    source TEXT,
    source_id TEXT
) STRICT;

CREATE TABLE exception (
    id BLOB PRIMARY KEY NOT NULL,
    calendar BLOB REFERENCES calendar DEFERRABLE INITIALLY DEFERRED,
    name TEXT,
    first TEXT,
    last TEXT,
    hours TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id BLOB PRIMARY KEY NOT NULL,
    handle TEXT,
    name TEXT,
    initials TEXT,
    role TEXT,
    email TEXT,
    capacity INTEGER,
    cost_rate INTEGER,
    calendar BLOB REFERENCES calendar DEFERRABLE INITIALLY DEFERRED,
    skills TEXT,
    source TEXT,
    source_id TEXT
) STRICT;

CREATE TABLE project (
    id BLOB PRIMARY KEY NOT NULL,
    key TEXT,
    name TEXT,
    objective TEXT,
    methodology TEXT,
    manager BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    sponsor BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    "start" TEXT,
    status_date TEXT,
    progress_rule TEXT,
    calendar BLOB REFERENCES calendar DEFERRABLE INITIALLY DEFERRED,
    minutes_per_day INTEGER,
    minutes_per_week INTEGER,
    days_per_month INTEGER,
    critical_threshold INTEGER,
    currency TEXT,
    budget INTEGER,
    contingency INTEGER,
    wip_rule TEXT,
    state TEXT,
    problem TEXT,
    business_case TEXT,
    success_criteria TEXT,
    in_scope TEXT,
    out_of_scope TEXT,
    constraints TEXT,
    assumptions TEXT,
    source TEXT,
    source_id TEXT
) STRICT;

CREATE TABLE phase (
    id BLOB PRIMARY KEY NOT NULL,
    project BLOB REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    name TEXT,
    rank TEXT,
    alongside BLOB REFERENCES phase DEFERRABLE INITIALLY DEFERRED,
    state TEXT,
    decision TEXT,
    decided_at TEXT,
    decided_by BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    decision_note TEXT,
    override_reason TEXT
) STRICT;

CREATE TABLE criterion (
    id BLOB PRIMARY KEY NOT NULL,
    phase BLOB REFERENCES phase DEFERRABLE INITIALLY DEFERRED,
    rank TEXT,
    "text" TEXT,
    rule TEXT,
    ticked_at TEXT,
    ticked_by BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE "column" (
    id BLOB PRIMARY KEY NOT NULL,
    project BLOB REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    name TEXT,
    rank TEXT,
    meaning TEXT,
    wip_limit INTEGER,
    policy TEXT
) STRICT;

CREATE TABLE task (
    id BLOB PRIMARY KEY NOT NULL,
    project BLOB REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    number INTEGER,
    title TEXT,
    kind TEXT,
    parent BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED,
    phase BLOB REFERENCES phase DEFERRABLE INITIALLY DEFERRED,
    place_column BLOB REFERENCES "column" DEFERRABLE INITIALLY DEFERRED,
    place_rank TEXT,
    place_since TEXT,
    place_finish TEXT,
    rank TEXT,
    priority TEXT,
    duration TEXT,
    optimistic TEXT,
    pessimistic TEXT,
    task_type TEXT,
    work INTEGER,
    "constraint" TEXT,
    due TEXT,
    planned TEXT,
    percent INTEGER,
    actual_start TEXT,
    calendar BLOB REFERENCES calendar DEFERRABLE INITIALLY DEFERRED,
    ignores_calendars INTEGER,
    manual INTEGER,
    inactive INTEGER,
    levelling_delay TEXT,
    splits TEXT,
    tags TEXT,
    url TEXT,
    blocked TEXT,
    blocked_since TEXT,
    waits_outside INTEGER,
    snoozed_until TEXT,
    accepted TEXT,
    accepted_by BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    captured TEXT,
    dropped TEXT,
    source TEXT,
    source_id TEXT,
    touched INTEGER
) STRICT;

CREATE TABLE note (
    id BLOB PRIMARY KEY NOT NULL,
    task BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED,
    "text" TEXT
) STRICT;

CREATE TABLE link (
    id BLOB PRIMARY KEY NOT NULL,
    predecessor BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED,
    successor BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED,
    link_type TEXT,
    lag TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE assignment (
    id BLOB PRIMARY KEY NOT NULL,
    task BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED,
    person BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    units INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE former_ref (
    id BLOB PRIMARY KEY NOT NULL,
    project BLOB REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    number INTEGER,
    task BLOB REFERENCES task DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

-- The order of cards and of the outline, refs, and what refers to a task: for capture, which reads nothing else, and
-- for foreign keys, which would read whole tables.
CREATE INDEX task_card ON task (place_column, place_rank, id) WHERE place_column IS NOT NULL;
CREATE INDEX task_outline ON task (project, parent, rank, id) WHERE dropped IS NULL;
CREATE INDEX task_number ON task (project, number);
CREATE INDEX task_parent ON task (parent) WHERE parent IS NOT NULL;
CREATE INDEX note_task ON note (task);
CREATE INDEX link_predecessor ON link (predecessor);
CREATE INDEX link_successor ON link (successor);
CREATE INDEX assignment_task ON assignment (task);
CREATE INDEX former_ref_number ON former_ref (project, number);
CREATE INDEX former_ref_task ON former_ref (task);

-- Which tasks have a tag: what task.tags says, word by word.
CREATE TABLE tag (
    word TEXT NOT NULL,
    task BLOB NOT NULL,
    PRIMARY KEY (word, task)
) STRICT, WITHOUT ROWID;

-- The last number given to a task of a project: never lowered, not by undo either.
CREATE TABLE number (
    project BLOB PRIMARY KEY NOT NULL,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every step: `clock` is 48 bits of milliseconds since 1970 (UTC) and a counter of 16 bits; `answers` is the line that
-- an undo takes back or a redo does again; `checksum` covers the line and its changes.
CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    machine BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    person BLOB,
    kind TEXT NOT NULL,
    answers BLOB,
    sentence TEXT NOT NULL,
    checksum BLOB NOT NULL,
    UNIQUE (machine, sequence)
) STRICT;
CREATE INDEX journal_clock ON journal (clock);
CREATE INDEX journal_answers ON journal (answers) WHERE answers IS NOT NULL;

-- What a step changed: {"made": {field: value}}, {"gone": {field: value}} or {"set": {field: [before, after]}}.
CREATE TABLE change (
    line INTEGER NOT NULL REFERENCES journal DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    record BLOB NOT NULL,
    edit TEXT NOT NULL,
    UNIQUE (line, position)
) STRICT;
CREATE INDEX change_record ON change (record);
