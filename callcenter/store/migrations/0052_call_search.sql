-- The console's call list goes on from a row by its key, in four orders.

CREATE INDEX call_by_start_and_id ON call (started_at, call_id);
CREATE INDEX call_by_duration ON call (duration_ms, call_id) WHERE duration_ms IS NOT NULL;
CREATE INDEX call_by_trunk ON call (trunk, started_at);
CREATE INDEX call_by_dispatch_rule ON call (dispatch_rule, started_at);
DROP INDEX call_by_start;
