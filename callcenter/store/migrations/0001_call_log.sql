-- The call log. call_event is the truth; the other tables are its projection, for questions people ask.

CREATE TABLE call_event (
    call_id text NOT NULL,
    seq     integer NOT NULL CHECK (seq > 0),
    at      timestamptz NOT NULL,
    fact    text NOT NULL,
    data    jsonb NOT NULL,
    PRIMARY KEY (call_id, seq)
);

CREATE TABLE call (
    call_id            text PRIMARY KEY,
    started_at         timestamptz NOT NULL,
    ended_at           timestamptz,
    duration_ms        integer,
    caller_number      text NOT NULL DEFAULT '',
    dialled_number     text NOT NULL DEFAULT '',
    trunk              text NOT NULL DEFAULT '',
    dispatch_rule      text NOT NULL DEFAULT '',
    room               text NOT NULL DEFAULT '',
    first_agent        text NOT NULL DEFAULT '',
    language           text NOT NULL DEFAULT '',
    sip_call_id        text NOT NULL DEFAULT '',
    source_address     text NOT NULL DEFAULT '',
    headers            jsonb NOT NULL DEFAULT '{}',
    worker_pid         integer NOT NULL DEFAULT 0,
    disposition        text,
    termination_result text,
    termination_reason text,
    summary            text NOT NULL DEFAULT '',
    recording          text,
    refusal_reason     text,
    refusal_status     integer,
    refusal            jsonb,
    mos                real
);
CREATE INDEX call_by_start ON call (started_at DESC);
CREATE INDEX call_by_caller ON call (caller_number);
CREATE INDEX call_by_dialled ON call (dialled_number);
CREATE INDEX call_by_disposition ON call (disposition);

CREATE TABLE leg (
    call_id     text NOT NULL REFERENCES call ON DELETE CASCADE,
    name        text NOT NULL,
    kind        text NOT NULL DEFAULT '',
    codec       text NOT NULL DEFAULT '',
    answered_at timestamptz,
    ended_at    timestamptz,
    reason      text,
    detail      text NOT NULL DEFAULT '',
    mos         real,
    loss_pct    real,
    jitter_ms   real,
    rtt_ms      real,
    rx_packets  bigint,
    tx_packets  bigint,
    PRIMARY KEY (call_id, name)
);

CREATE TABLE turn (
    call_id        text NOT NULL REFERENCES call ON DELETE CASCADE,
    seq            integer NOT NULL,
    speaker        text NOT NULL CHECK (speaker IN ('caller', 'agent')),
    agent          text NOT NULL DEFAULT '',
    text           text NOT NULL,
    started_ms     integer NOT NULL,
    ended_ms       integer NOT NULL,
    is_interrupted boolean NOT NULL DEFAULT false,
    transcript_ms  integer,
    end_of_turn_ms integer,
    first_token_ms integer,
    first_audio_ms integer,
    response_ms    integer,
    words          tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED,
    PRIMARY KEY (call_id, seq)
);
CREATE INDEX turn_words ON turn USING gin (words);

CREATE TABLE handoff (
    call_id    text NOT NULL REFERENCES call ON DELETE CASCADE,
    seq        integer NOT NULL,
    from_agent text NOT NULL,
    to_agent   text NOT NULL,
    at_ms      integer NOT NULL,
    PRIMARY KEY (call_id, seq)
);
CREATE INDEX handoff_by_agent ON handoff (to_agent);

CREATE TABLE tool_call (
    call_id     text NOT NULL REFERENCES call ON DELETE CASCADE,
    seq         integer NOT NULL,
    agent       text NOT NULL,
    tool        text NOT NULL,
    arguments   jsonb NOT NULL,
    result      jsonb,
    ok          boolean NOT NULL,
    at_ms       integer NOT NULL,
    duration_ms integer NOT NULL,
    PRIMARY KEY (call_id, seq)
);

CREATE TABLE tag (
    call_id text NOT NULL REFERENCES call ON DELETE CASCADE,
    seq     integer NOT NULL,
    tag     text NOT NULL,
    PRIMARY KEY (call_id, tag)
);
CREATE INDEX tag_by_tag ON tag (tag);

CREATE TABLE model_usage (
    call_id       text NOT NULL REFERENCES call ON DELETE CASCADE,
    seq           integer NOT NULL,
    part          text NOT NULL,
    model         text NOT NULL,
    input_tokens  integer NOT NULL,
    output_tokens integer NOT NULL,
    characters    integer NOT NULL,
    audio_ms      integer NOT NULL,
    requests      integer NOT NULL,
    PRIMARY KEY (call_id, seq)
);

-- What a writing tool has done, so that it does it once (store/writes.py).
CREATE TABLE tool_write (
    call_id          text NOT NULL,
    tool             text NOT NULL,
    arguments_sha256 text NOT NULL,
    result           jsonb NOT NULL,
    written_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (call_id, tool, arguments_sha256)
);
