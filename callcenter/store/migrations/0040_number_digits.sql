-- Numbers are kept as they were signalled; their digits alone are what is looked for, whatever a carrier puts around them.

ALTER TABLE call
    ADD COLUMN caller_digits  text GENERATED ALWAYS AS (regexp_replace(caller_number, '[^0-9]', '', 'g')) STORED,
    ADD COLUMN dialled_digits text GENERATED ALWAYS AS (regexp_replace(dialled_number, '[^0-9]', '', 'g')) STORED;
CREATE INDEX call_by_caller_digits ON call (caller_digits);
CREATE INDEX call_by_dialled_digits ON call (dialled_digits);
