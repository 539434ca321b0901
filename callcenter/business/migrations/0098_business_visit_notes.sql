-- The sample business: what the technician of a visit should know ("big dog, ring before the gate"), in the caller's words.
ALTER TABLE appointment ADD COLUMN note text NOT NULL DEFAULT '';
