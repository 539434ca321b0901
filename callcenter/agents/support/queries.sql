-- outage: the outage in a ZIP code that has not ended, the longest one first
SELECT postcode, cause, started_at, expected_end_at
FROM outage
WHERE postcode = $1 AND ended_at IS NULL
ORDER BY started_at
LIMIT 1;

-- customer_postcode: the ZIP code of the customer's address
SELECT postcode FROM customer WHERE customer_id = $1;

-- line: what the last measurement of the customer's line found
SELECT s.plan, s.speed_mbps, s.line_state, s.measured_mbps, s.drops_per_day, c.postcode
FROM service s JOIN customer c USING (customer_id)
WHERE s.customer_id = $1
ORDER BY s.service_id
LIMIT 1;

-- ticket_by_number: one ticket of the customer
SELECT ticket_number, state, note, added, opened_at, closed_at
FROM ticket
WHERE customer_id = $1 AND ticket_number = $2;

-- latest_ticket: the customer's latest ticket, one that is not closed before one that is
SELECT ticket_number, state, note, added, opened_at, closed_at
FROM ticket
WHERE customer_id = $1
ORDER BY (state = 'closed'), opened_at DESC
LIMIT 1;
