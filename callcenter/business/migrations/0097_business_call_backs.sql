-- The sample business: a call back may be wished in the caller's own words ("after five", "any day but Wednesday") and may be
-- somebody else's, a part of the day needs no day, and a ticket may be added to.

ALTER TABLE ticket
    ADD COLUMN callback_name text NOT NULL DEFAULT '',
    ADD COLUMN callback_wish text NOT NULL DEFAULT '',
    -- What callers added since, a line each.
    ADD COLUMN added         text NOT NULL DEFAULT '',
    DROP CONSTRAINT ticket_check,
    ADD CHECK (callback_on IS NOT NULL OR callback_time IS NULL);
