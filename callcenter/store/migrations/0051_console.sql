-- Who may use the console, and what they did in it. Secrets are kept as hashes only: argon2 for passwords, SHA-256 for
-- random tokens of 256 bits, which nobody guesses.

CREATE TABLE console_user (
    user_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9._@-]{0,63}$'),
    role          text NOT NULL CHECK (role IN ('supervisor', 'operator', 'auditor', 'admin')),
    password_hash text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    disabled_at   timestamptz
);

-- One-time links to choose a password.
CREATE TABLE console_link (
    token_sha256 bytea PRIMARY KEY,
    user_id      bigint NOT NULL REFERENCES console_user ON DELETE CASCADE,
    expires_at   timestamptz NOT NULL
);

CREATE TABLE console_session (
    token_sha256 bytea PRIMARY KEY,
    user_id      bigint NOT NULL REFERENCES console_user ON DELETE CASCADE,
    begun_at     timestamptz NOT NULL DEFAULT now(),
    seen_at      timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL
);
CREATE INDEX console_session_by_user ON console_session (user_id);

CREATE TABLE console_token (
    token_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_sha256 bytea NOT NULL UNIQUE,
    user_id      bigint NOT NULL REFERENCES console_user ON DELETE CASCADE,
    name         text NOT NULL,
    scopes       text[] NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz
);

-- Who, when, what, from where. Never a caller's number or words: a caller's erasure can't reach in here.
CREATE TABLE audit_log (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    who      text NOT NULL,
    role     text NOT NULL,
    action   text NOT NULL,
    subject  text NOT NULL,
    address  text NOT NULL,
    facts    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_by_action ON audit_log (action, at DESC);
CREATE INDEX audit_log_by_who ON audit_log (who, entry_id DESC);
CREATE INDEX audit_log_by_subject ON audit_log (subject, entry_id DESC);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_is_not_emptied BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
