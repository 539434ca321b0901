-- The dashboard's figures: of each call, and summed by hour and by day (UTC). All of it is counted anew from the call
-- log (store/figures): what changed in the log leaves a mark here, in the same transaction, and is counted on the next
-- look.

CREATE TABLE call_stale (
    call_id text NOT NULL,
    -- The hour whose sums are stale with it.
    at      timestamptz NOT NULL
);
CREATE INDEX call_stale_by_hour ON call_stale (at DESC);

CREATE TABLE call_figures (
    call_id             text PRIMARY KEY REFERENCES call ON DELETE CASCADE,
    hour                timestamptz NOT NULL,
    -- What is true of the call, by the names in store/figures/marks.py.
    marks               text[] NOT NULL,
    handling_ms         bigint NOT NULL,
    -- Hundredths of a cent by the price table in force; what the table lacks isn't in it.
    cost_x100           bigint NOT NULL,
    caller_broke_in     integer NOT NULL,
    agent_broke_in      integer NOT NULL,
    misses              integer NOT NULL,
    switches            integer NOT NULL
);
CREATE INDEX call_figures_by_hour ON call_figures (hour);
CREATE INDEX call_figures_by_mark ON call_figures USING gin (marks);

-- Sums of whole hours and whole days; `kind` says of what, `name` of which: a mark, a tool, a reason, a bucket of
-- milliseconds.
CREATE TABLE call_sum (
    span text NOT NULL CHECK (span IN ('hour', 'day')),
    kind text NOT NULL,
    at   timestamptz NOT NULL,
    name text NOT NULL,
    n    bigint NOT NULL,
    PRIMARY KEY (span, kind, at, name)
);

-- A number's calls in time: whether somebody called again.
CREATE INDEX call_by_caller_digits_and_start ON call (caller_digits, started_at);
DROP INDEX call_by_caller_digits;

-- A mark is always added, never found to be there already: the one that is there may be being counted just now.
CREATE FUNCTION mark_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO call_stale VALUES (OLD.call_id, date_trunc('hour', OLD.started_at, 'UTC'));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO call_stale VALUES (NEW.call_id, date_trunc('hour', NEW.started_at, 'UTC'));
    END IF;
    -- The call before of the same number is the one that this one followed.
    IF TG_OP = 'DELETE' OR TG_OP = 'INSERT' OR OLD.caller_digits <> NEW.caller_digits
       OR OLD.started_at <> NEW.started_at THEN
        INSERT INTO call_stale
        SELECT before.call_id, date_trunc('hour', before.started_at, 'UTC')
        FROM (SELECT OLD.caller_digits AS digits, OLD.started_at AS at WHERE TG_OP <> 'INSERT'
              UNION ALL SELECT NEW.caller_digits, NEW.started_at WHERE TG_OP <> 'DELETE') this,
             LATERAL (SELECT b.call_id, b.started_at FROM call b
                      WHERE this.digits <> '' AND b.caller_digits = this.digits AND b.started_at < this.at
                        AND b.started_at >= this.at - interval '7 days'
                      ORDER BY b.started_at DESC LIMIT 1) before;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER call_is_stale
    AFTER INSERT OR DELETE OR UPDATE OF started_at, ended_at, caller_number, disposition, refusal_reason ON call
    FOR EACH ROW EXECUTE FUNCTION mark_stale();

CREATE FUNCTION mark_answered_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO call_stale
    SELECT c.call_id, date_trunc('hour', c.started_at, 'UTC') FROM call c WHERE c.call_id = NEW.call_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER leg_is_stale AFTER INSERT OR UPDATE OF answered_at ON leg
    FOR EACH ROW EXECUTE FUNCTION mark_answered_stale();

INSERT INTO call_stale SELECT call_id, date_trunc('hour', started_at, 'UTC') FROM call;
