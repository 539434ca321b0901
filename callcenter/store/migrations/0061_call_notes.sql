-- What people note on a call. Every wording is kept, so that of two who write at once neither's is lost.

CREATE TABLE call_note (
    call_id    text NOT NULL REFERENCES call ON DELETE CASCADE,
    version    integer NOT NULL CHECK (version > 0),
    text       text NOT NULL,
    written_by text NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (call_id, version)
);
