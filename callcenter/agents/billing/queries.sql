-- balance: what the customer owes, invoices less payments and approved refunds, and when the latest unpaid part was due
SELECT coalesce((SELECT sum(l.amount_cents) FROM invoice_line l JOIN invoice i USING (invoice_id) WHERE i.customer_id = $1), 0)
     - coalesce((SELECT sum(p.amount_cents) FROM payment p WHERE p.customer_id = $1), 0)
     - coalesce((SELECT sum(r.amount_cents) FROM refund r WHERE r.customer_id = $1 AND r.status = 'approved'), 0)
       AS balance_cents;

-- invoices: the latest invoices with their totals, what is still unpaid of each, and when something was last paid
SELECT i.invoice_id, i.invoice_number, i.issued_on, i.due_on,
       (SELECT coalesce(sum(l.amount_cents), 0) FROM invoice_line l WHERE l.invoice_id = i.invoice_id) AS total_cents,
       (SELECT coalesce(sum(l.amount_cents), 0) FROM invoice_line l WHERE l.invoice_id = i.invoice_id)
         - (SELECT coalesce(sum(p.amount_cents), 0) FROM payment p WHERE p.invoice_id = i.invoice_id) AS unpaid_cents,
       (SELECT max(p.paid_on) FROM payment p WHERE p.invoice_id = i.invoice_id) AS paid_on
FROM invoice i
WHERE i.customer_id = $1
ORDER BY i.issued_on DESC, i.invoice_id DESC
LIMIT $2;

-- unpaid_invoices: invoices of which something is unpaid, the oldest first
SELECT due_on, unpaid_cents
FROM (SELECT i.due_on, i.issued_on, i.invoice_id,
             (SELECT coalesce(sum(l.amount_cents), 0) FROM invoice_line l WHERE l.invoice_id = i.invoice_id)
               - (SELECT coalesce(sum(p.amount_cents), 0) FROM payment p WHERE p.invoice_id = i.invoice_id) AS unpaid_cents
      FROM invoice i
      WHERE i.customer_id = $1) AS invoiced
WHERE unpaid_cents > 0
ORDER BY issued_on, invoice_id;

-- invoice_lines: the lines of invoices, with what was refunded of each
SELECT l.invoice_id, l.invoice_line_id, l.kind, l.description, l.amount_cents, r.requested_at AS refunded_at
FROM invoice_line l LEFT JOIN refund r ON r.invoice_line_id = l.invoice_line_id AND r.status <> 'declined'
WHERE l.invoice_id = ANY ($1::bigint[])
ORDER BY l.invoice_line_id;

-- plan: what the customer pays for every month
SELECT plan, speed_mbps, monthly_cents FROM service WHERE customer_id = $1 ORDER BY service_id LIMIT 1;

-- plan_change: the day the customer's plan last changed
SELECT max(plan_changed_on) FROM service WHERE customer_id = $1;

-- paid_since: what the customer paid since a day, less what was refunded since the moment it began
SELECT coalesce((SELECT sum(p.amount_cents) FROM payment p WHERE p.customer_id = $1 AND p.paid_on >= $2), 0)
     - coalesce((SELECT sum(r.amount_cents) FROM refund r
                 WHERE r.customer_id = $1 AND r.status <> 'declined' AND r.requested_at >= $3), 0);

-- refunded_since: what was refunded or is in review of what was asked for since a moment
SELECT coalesce(sum(amount_cents), 0)::integer FROM refund
WHERE customer_id = $1 AND status <> 'declined' AND requested_at >= $2;

-- refund_in_review: a refund of the same amount that somebody still decides on
SELECT requested_at, due_on FROM refund
WHERE customer_id = $1 AND amount_cents = $2 AND status = 'review'
ORDER BY requested_at DESC
LIMIT 1;

-- in_review: what was asked for as refunds that somebody still decides on
SELECT coalesce(sum(amount_cents), 0) FROM refund WHERE customer_id = $1 AND status = 'review';

-- lock_customer: keeps other calls from changing the same customer's money at the same time
SELECT customer_id FROM customer WHERE customer_id = $1 FOR UPDATE;

-- add_refund: writes a refund
INSERT INTO refund (customer_id, invoice_line_id, amount_cents, status, due_on, call_id)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING refund_id;

-- add_promise: writes a promise to pay
INSERT INTO payment_promise (customer_id, pay_on, amount_cents, call_id)
VALUES ($1, $2, $3, $4)
RETURNING payment_promise_id;

-- open_promise: the promise that is still to be kept
SELECT pay_on, amount_cents, promised_at FROM payment_promise
WHERE customer_id = $1 AND state = 'open' AND pay_on >= $2;

-- promises_since: how many promises were made since a moment, those replaced included
SELECT count(*) FROM payment_promise WHERE customer_id = $1 AND promised_at >= $2;

-- end_promises: a new promise takes the place of the open one
UPDATE payment_promise SET state = 'replaced' WHERE customer_id = $1 AND state = 'open';

-- refunds: what was asked for, the latest first
SELECT amount_cents, status, due_on, requested_at FROM refund
WHERE customer_id = $1
ORDER BY requested_at DESC, refund_id DESC
LIMIT 20;

-- payments_since: payments that have arrived since a day, the latest first
SELECT amount_cents, paid_on, method FROM payment
WHERE customer_id = $1 AND paid_on >= $2
ORDER BY paid_on DESC, payment_id DESC;
