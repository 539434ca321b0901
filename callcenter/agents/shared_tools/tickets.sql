-- open_ticket: writes a ticket and returns its number
INSERT INTO ticket (ticket_number, customer_id, callback_number, agent, summary, call_id, callback_on, callback_part,
                    callback_time, callback_wish, callback_name)
VALUES (lpad(nextval('ticket_number_seq')::text, 6, '0'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
RETURNING ticket_number;

-- open_tickets: what isn't closed of the customer's tickets since a moment, and of this call's
SELECT ticket_number, summary, state, opened_at, callback_on, callback_part, callback_time, callback_wish, callback_name,
       callback_number
FROM ticket
WHERE (customer_id = $1 OR call_id = $2) AND state <> 'closed' AND opened_at >= $3
ORDER BY opened_at DESC
LIMIT 20;

-- move_call_back: another time at which the caller wishes to be called, and another number if one was given
UPDATE ticket SET callback_on = $2, callback_part = $3, callback_time = $4, callback_wish = $5, callback_name = $6,
                  callback_number = coalesce($7, callback_number)
WHERE ticket_number = $1;

-- lock_tickets: one ticket at a time for a customer, or for a call of somebody unknown, until the transaction ends
SELECT pg_advisory_xact_lock(hashtextextended('ticket ' || $1, 0));

-- customer_phone_number: where the customer can be called back
SELECT phone_number FROM customer WHERE customer_id = $1;

-- ticket_to_add_to: a ticket that isn't closed, of this call before the customer's others, the latest first; that of a
-- number if one was given ('' is any)
SELECT ticket_number, call_id = $1 AS is_of_this_call FROM ticket
WHERE (call_id = $1 OR customer_id = $2) AND ($3 = '' OR ticket_number = $3) AND state <> 'closed' AND length(added) < $4
ORDER BY call_id = $1 DESC NULLS LAST, opened_at DESC
LIMIT 1;

-- add_to_ticket: adds a line to what callers added to a ticket
UPDATE ticket SET added = concat_ws(E'\n', nullif(added, ''), $2::text) WHERE ticket_number = $1;
