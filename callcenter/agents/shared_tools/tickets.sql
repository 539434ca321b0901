-- open_ticket: writes a ticket and returns its number
INSERT INTO ticket (ticket_number, customer_id, callback_number, agent, summary, call_id, callback_on, callback_part,
                    callback_time)
VALUES (lpad(nextval('ticket_number_seq')::text, 6, '0'), $1, $2, $3, $4, $5, $6, $7, $8)
RETURNING ticket_number;

-- open_tickets: what isn't closed of the customer's tickets since a moment, and of this call's
SELECT ticket_number, summary, state, opened_at, callback_on, callback_part, callback_time, callback_number FROM ticket
WHERE (customer_id = $1 OR call_id = $2) AND state <> 'closed' AND opened_at >= $3
ORDER BY opened_at DESC
LIMIT 20;

-- move_call_back: another time at which the caller wishes to be called, and another number if one was given
UPDATE ticket SET callback_on = $2, callback_part = $3, callback_time = $4, callback_number = coalesce($5, callback_number)
WHERE ticket_number = $1;

-- lock_tickets: one ticket at a time for a customer, or for a call of somebody unknown, until the transaction ends
SELECT pg_advisory_xact_lock(hashtextextended('ticket ' || $1, 0));

-- customer_phone_number: where the customer can be called back
SELECT phone_number FROM customer WHERE customer_id = $1;
