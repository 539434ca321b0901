-- The routing in force on the single machine, every version of it, and every apply to any target.

CREATE TABLE routing_apply (
    apply_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now(),
    applied_by text NOT NULL,
    target     text NOT NULL CHECK (target IN ('embedded', 'livekit')),
    checksum   text NOT NULL,
    outcome    text NOT NULL CHECK (outcome IN ('applied', 'failed')),
    -- The plan as reviewed, and how many of its changes were done; secrets only as "changed".
    diff       jsonb NOT NULL,
    done       integer NOT NULL DEFAULT 0,
    error      text NOT NULL DEFAULT ''
);
CREATE INDEX routing_apply_by_target ON routing_apply (target, apply_id DESC);

-- One whole version of the routing an apply; the newest is in force.
CREATE TABLE routing_resource (
    apply_id bigint NOT NULL REFERENCES routing_apply ON DELETE CASCADE,
    kind     text NOT NULL,
    name     text NOT NULL,
    position integer NOT NULL,
    document jsonb NOT NULL,
    -- Keyed hashes of the secrets by field: enough to see that one changed.
    secrets  jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (apply_id, kind, name)
);
