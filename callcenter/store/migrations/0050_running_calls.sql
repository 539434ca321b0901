-- The calls that run now, found without looking at those that are over.

CREATE INDEX call_running ON call (started_at) WHERE ended_at IS NULL;
