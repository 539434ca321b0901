-- Failed tries to say who is calling, so that guesses are counted across calls, and codes sent to numbers on file.

CREATE TABLE identification_failure (
    identification_failure_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- What was claimed, whether or not there is such an account, and the calling number ('' if it was withheld).
    account_number text NOT NULL,
    caller_number  text NOT NULL,
    call_id        text NOT NULL,
    failed_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX identification_failure_by_account ON identification_failure (account_number, failed_at);
CREATE INDEX identification_failure_by_number ON identification_failure (caller_number, failed_at);

-- A code is kept as its SHA-256 with the call's id, and is good for that call only.
CREATE TABLE identification_code (
    identification_code_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_number text NOT NULL,
    call_id        text NOT NULL,
    code_sha256    text NOT NULL,
    sent_at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX identification_code_by_account ON identification_code (account_number, sent_at);
CREATE INDEX identification_code_by_call ON identification_code (call_id);
