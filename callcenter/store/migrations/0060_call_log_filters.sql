-- What the call log filters and sorts by, on the call's own row, so that a page of it costs the same at a million calls.

ALTER TABLE call
    -- Cents by the price table in force when the models' usage came in; what the table lacks isn't in it.
    ADD COLUMN cost_cents      numeric,
    -- Nearest rank, as `callcenter calls show` says it; NULL where nobody was answered.
    ADD COLUMN response_p95_ms integer;

UPDATE call c SET response_p95_ms = t.p95
FROM (SELECT call_id, percentile_disc(0.95) WITHIN GROUP (ORDER BY response_ms) AS p95
      FROM turn WHERE response_ms IS NOT NULL GROUP BY call_id) t
WHERE t.call_id = c.call_id;

CREATE INDEX call_by_cost ON call (cost_cents, call_id) WHERE cost_cents IS NOT NULL;
CREATE INDEX call_by_response ON call (response_p95_ms, call_id) WHERE response_p95_ms IS NOT NULL;
CREATE INDEX call_by_mos ON call (mos, call_id) WHERE mos IS NOT NULL;
CREATE INDEX call_by_disposition_and_start ON call (disposition, started_at, call_id);
DROP INDEX call_by_disposition;
CREATE INDEX call_by_result ON call (termination_result, started_at, call_id);
CREATE INDEX call_by_reason ON call (termination_reason, started_at, call_id);
CREATE INDEX call_by_language ON call (language, started_at, call_id);
CREATE INDEX call_refused ON call (started_at, call_id) WHERE refusal_reason IS NOT NULL;
CREATE INDEX call_recorded ON call (started_at, call_id) WHERE recording IS NOT NULL;
CREATE INDEX tool_call_by_tool ON tool_call (tool, call_id);
