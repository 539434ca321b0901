-- When a fact reached Postgres, by Postgres's clock: what a machine's own clock says beside it tells how far that is off.
-- Facts from before have none; an index isn't needed, a call's facts are read together.
ALTER TABLE call_event ADD COLUMN heard_at timestamptz;
ALTER TABLE call_event ALTER COLUMN heard_at SET DEFAULT clock_timestamp();
