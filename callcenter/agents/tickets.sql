-- open_ticket: writes a ticket and returns its number
INSERT INTO ticket (ticket_number, customer_id, callback_number, agent, summary, call_id)
VALUES (lpad(nextval('ticket_number_seq')::text, 6, '0'), $1, $2, $3, $4, $5)
RETURNING ticket_number;

-- customer_phone_number: where the customer can be called back
SELECT phone_number FROM customer WHERE customer_id = $1;
