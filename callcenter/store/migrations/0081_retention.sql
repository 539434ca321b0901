-- What is kept how long: calls under legal hold, what the job took away, when a call's words went, and the audit log's end.

-- Nothing of a call on hold is erased. RESTRICT: not by anybody's statement either.
CREATE TABLE legal_hold (
    call_id   text PRIMARY KEY REFERENCES call ON DELETE RESTRICT,
    placed_at timestamptz NOT NULL DEFAULT now(),
    placed_by text NOT NULL,
    reason    text NOT NULL
);

-- What the job took away, by kind; `fault` where it couldn't.
CREATE TABLE retention_run (
    run_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    machine text NOT NULL,
    went    jsonb NOT NULL,
    fault   text NOT NULL DEFAULT ''
);

ALTER TABLE call ADD COLUMN words_erased_at timestamptz;
CREATE INDEX call_with_words ON call (started_at) WHERE words_erased_at IS NULL;
CREATE INDEX call_with_recording ON call (started_at) WHERE recording IS NOT NULL;

-- The audit log may lose its old end, to the job that says so: nothing younger than 30 days, whoever asks.
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('callcenter.keeps_retention', true) = 'yes'
       AND OLD.at < now() - interval '30 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE INDEX audit_log_by_time ON audit_log (at);
