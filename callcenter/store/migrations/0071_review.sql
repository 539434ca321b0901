-- Reviewing calls: the score card, which calls come to be reviewed, and what reviewers found.

CREATE TABLE score_question (
    question_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text        text NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
    -- What answers it: a fact by its name, or people where there is none.
    fact        text CHECK (fact IN ('greeting', 'verified-first', 'consent-asked', 'promise-kept', 'no-dead-air')),
    -- Of `verified-first`: tools that tell a customer's details.
    tools       text[] NOT NULL DEFAULT '{}',
    weight      integer NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 100),
    -- Asked no more; what was answered stays.
    retired_at  timestamptz
);
INSERT INTO score_question (text, fact, tools) VALUES
    ('The agent greeted the caller first.', 'greeting', '{}'),
    ('The caller was verified before any details of an account were told.', 'verified-first',
     '{get_balance,list_invoices,explain_charge,payment_status,promise_payment,request_refund,refund_status,run_line_test,get_ticket,get_appointment,book_appointment,move_appointment,cancel_appointment}'),
    ('The caller was told or asked about the recording.', 'consent-asked', '{}'),
    ('What the caller agreed to was done.', 'promise-kept', '{}'),
    ('Nobody waited in silence for more than eight seconds.', 'no-dead-air', '{}');
INSERT INTO score_question (text, weight) VALUES
    ('The agent understood what the caller wanted.', 2),
    ('What was said was right and complete.', 2),
    ('The agent was polite, clear and brief.', 1);

-- Which calls are put before reviewers: a share of those that lasted so long, of one agent or of all, only failed ones
-- or all.
CREATE TABLE sampling_rule (
    rule_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    share_pct   integer NOT NULL CHECK (share_pct BETWEEN 1 AND 100),
    least_s     integer NOT NULL CHECK (least_s >= 0),
    only_failed boolean NOT NULL,
    agent       text NOT NULL DEFAULT '',
    reviewers   integer NOT NULL CHECK (reviewers BETWEEN 1 AND 3),
    created_at  timestamptz NOT NULL DEFAULT now(),
    ended_at    timestamptz
);

CREATE TABLE review_queue (
    call_id   text PRIMARY KEY REFERENCES call ON DELETE CASCADE,
    rule_id   bigint NOT NULL REFERENCES sampling_rule,
    reviewers integer NOT NULL,
    queued_at timestamptz NOT NULL DEFAULT now(),
    -- Who has it before them, so that two don't begin the same at once.
    taken_by  text NOT NULL DEFAULT '',
    taken_at  timestamptz,
    -- As many have reviewed it as were wanted.
    is_done   boolean NOT NULL DEFAULT false
);
CREATE INDEX review_queue_open ON review_queue (queued_at, call_id) WHERE NOT is_done;

CREATE TABLE review (
    review_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call_id   text NOT NULL REFERENCES call ON DELETE CASCADE,
    reviewer  text NOT NULL,
    is_model  boolean NOT NULL DEFAULT false,
    -- 0 to 100: the share of the weights answered with yes; NULL where nothing could be answered.
    score     integer CHECK (score BETWEEN 0 AND 100),
    note      text NOT NULL DEFAULT '',
    at        timestamptz NOT NULL DEFAULT now(),
    UNIQUE (call_id, reviewer)
);
CREATE INDEX review_by_score ON review (score, call_id);
CREATE INDEX review_by_time ON review (at DESC);

CREATE TABLE review_answer (
    review_id   bigint NOT NULL REFERENCES review ON DELETE CASCADE,
    question_id bigint NOT NULL REFERENCES score_question,
    answer      text NOT NULL CHECK (answer IN ('yes', 'no', 'n/a')),
    PRIMARY KEY (review_id, question_id)
);
