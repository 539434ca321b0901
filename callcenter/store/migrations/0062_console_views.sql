-- Views of the call list that somebody saved: filters, order and columns, as the list's address has them.

CREATE TABLE console_view (
    user_id bigint NOT NULL REFERENCES console_user ON DELETE CASCADE,
    name    text NOT NULL,
    query   jsonb NOT NULL,
    PRIMARY KEY (user_id, name)
);
