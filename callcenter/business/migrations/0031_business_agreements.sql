-- The sample business: a customer has one open promise to pay, and call-backs may have a wished time.

ALTER TABLE payment_promise
    ADD COLUMN state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replaced', 'kept', 'broken'));
UPDATE payment_promise p SET state = 'replaced'
WHERE EXISTS (SELECT FROM payment_promise later
              WHERE later.customer_id = p.customer_id AND later.payment_promise_id > p.payment_promise_id);
CREATE UNIQUE INDEX payment_promise_one_open ON payment_promise (customer_id) WHERE state = 'open';

-- In the business's time; a part of the day or a time, never both.
ALTER TABLE ticket
    ADD COLUMN callback_on   date,
    ADD COLUMN callback_part text NOT NULL DEFAULT '' CHECK (callback_part IN ('', 'morning', 'afternoon', 'evening')),
    ADD COLUMN callback_time time,
    ADD CHECK (callback_on IS NOT NULL OR (callback_part = '' AND callback_time IS NULL)),
    ADD CHECK (callback_part = '' OR callback_time IS NULL);
