-- balance: what the customer owes, invoices less payments and approved refunds, and when the latest unpaid part was due
SELECT coalesce((SELECT sum(l.amount_cents) FROM invoice_line l JOIN invoice i USING (invoice_id) WHERE i.customer_id = $1), 0)
     - coalesce((SELECT sum(p.amount_cents) FROM payment p WHERE p.customer_id = $1), 0)
     - coalesce((SELECT sum(r.amount_cents) FROM refund r WHERE r.customer_id = $1 AND r.status = 'approved'), 0)
       AS balance_cents;

-- invoices: the latest invoices with their totals and what is still unpaid of each
SELECT i.invoice_id, i.invoice_number, i.issued_on, i.due_on,
       (SELECT coalesce(sum(l.amount_cents), 0) FROM invoice_line l WHERE l.invoice_id = i.invoice_id) AS total_cents,
       (SELECT coalesce(sum(l.amount_cents), 0) FROM invoice_line l WHERE l.invoice_id = i.invoice_id)
         - (SELECT coalesce(sum(p.amount_cents), 0) FROM payment p WHERE p.invoice_id = i.invoice_id) AS unpaid_cents
FROM invoice i
WHERE i.customer_id = $1
ORDER BY i.issued_on DESC, i.invoice_id DESC
LIMIT $2;

-- invoice_lines: the lines of one invoice, with what was refunded of each
SELECT l.invoice_line_id, l.kind, l.description, l.amount_cents, r.requested_at AS refunded_at
FROM invoice_line l LEFT JOIN refund r USING (invoice_line_id)
WHERE l.invoice_id = $1
ORDER BY l.invoice_line_id;

-- plan_change: the day the customer's plan last changed
SELECT max(plan_changed_on) FROM service WHERE customer_id = $1;

-- paid_since: what the customer paid since a day, less what was refunded since then
SELECT coalesce((SELECT sum(p.amount_cents) FROM payment p WHERE p.customer_id = $1 AND p.paid_on >= $2), 0)
     - coalesce((SELECT sum(r.amount_cents) FROM refund r
                 WHERE r.customer_id = $1 AND r.status <> 'declined' AND r.requested_at >= $2::date), 0);

-- lock_customer: keeps other calls from giving the same customer a refund at the same time
SELECT customer_id FROM customer WHERE customer_id = $1 FOR UPDATE;

-- add_refund: writes a refund
INSERT INTO refund (customer_id, invoice_line_id, amount_cents, status, due_on, call_id)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING refund_id;

-- add_promise: writes a promise to pay
INSERT INTO payment_promise (customer_id, pay_on, amount_cents, call_id)
VALUES ($1, $2, $3, $4)
RETURNING payment_promise_id;
