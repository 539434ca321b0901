-- Monitors: rules over a window of time, the issues they open with their calls, and whom those are told to.

CREATE TABLE monitor (
    monitor_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    -- What is measured, by its name in store/monitors/measures.py.
    measure        text NOT NULL,
    is_above       boolean NOT NULL,
    threshold      double precision NOT NULL,
    window_minutes integer NOT NULL CHECK (window_minutes BETWEEN 5 AND 1440),
    -- Fewer calls say nothing.
    least_calls    integer NOT NULL CHECK (least_calls >= 0),
    webhook        text NOT NULL DEFAULT '',
    email          text NOT NULL DEFAULT '',
    created_at     timestamptz NOT NULL DEFAULT now(),
    ended_at       timestamptz
);

CREATE TABLE issue (
    issue_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    monitor_id      bigint NOT NULL REFERENCES monitor,
    opened_at       timestamptz NOT NULL DEFAULT now(),
    -- What was measured when it opened, the worst since, and how it stands: until when it was so.
    value           double precision NOT NULL,
    worst           double precision NOT NULL,
    seen_at         timestamptz NOT NULL DEFAULT now(),
    acknowledged_by text NOT NULL DEFAULT '',
    acknowledged_at timestamptz,
    resolved_by     text NOT NULL DEFAULT '',
    resolved_at     timestamptz,
    note            text NOT NULL DEFAULT ''
);
-- One open issue a monitor, however many consoles look.
CREATE UNIQUE INDEX issue_open ON issue (monitor_id) WHERE resolved_at IS NULL;
CREATE INDEX issue_by_time ON issue (opened_at DESC);

CREATE TABLE issue_call (
    issue_id bigint NOT NULL REFERENCES issue ON DELETE CASCADE,
    call_id  text NOT NULL REFERENCES call ON DELETE CASCADE,
    PRIMARY KEY (issue_id, call_id)
);
CREATE INDEX issue_call_by_call ON issue_call (call_id);

-- What is still to be told, and what was.
CREATE TABLE notice (
    notice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    issue_id  bigint NOT NULL REFERENCES issue ON DELETE CASCADE,
    way       text NOT NULL CHECK (way IN ('webhook', 'email')),
    address   text NOT NULL,
    tries     integer NOT NULL DEFAULT 0,
    due_at    timestamptz NOT NULL DEFAULT now(),
    told_at   timestamptz,
    fault     text NOT NULL DEFAULT ''
);
CREATE INDEX notice_due ON notice (due_at) WHERE told_at IS NULL;
