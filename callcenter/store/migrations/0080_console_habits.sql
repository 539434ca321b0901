-- How somebody wants the console: empty is as their browser says.

ALTER TABLE console_user
    ADD COLUMN time_zone text NOT NULL DEFAULT '',
    ADD COLUMN language  text NOT NULL DEFAULT '';
