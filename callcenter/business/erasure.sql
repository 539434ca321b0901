-- find_customer: a customer's number on file, whether others have it too, and the calls that did something for them or
-- named their account
SELECT c.phone_number,
       EXISTS (SELECT FROM customer o WHERE o.phone_number = c.phone_number AND o.customer_id <> c.customer_id)
         AS is_shared,
       (SELECT coalesce(array_agg(DISTINCT f.call_id), '{}') FROM (
            SELECT call_id FROM ticket WHERE customer_id = c.customer_id
            UNION SELECT call_id FROM refund WHERE customer_id = c.customer_id
            UNION SELECT call_id FROM payment_promise WHERE customer_id = c.customer_id
            UNION SELECT call_id FROM appointment WHERE customer_id = c.customer_id
            UNION SELECT call_id FROM identification_code WHERE account_number = c.account_number
            UNION SELECT call_id FROM tool_call
                  WHERE regexp_replace(arguments ->> 'account_number', '[^0-9]', '', 'g') = c.account_number
        ) f WHERE f.call_id IS NOT NULL) AS call_ids
FROM customer c WHERE c.account_number = $1

-- delete_promises: erase a customer's promises to pay
DELETE FROM payment_promise WHERE customer_id = (SELECT customer_id FROM customer WHERE account_number = $1)
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = payment_promise.call_id)

-- blank_tickets: keep that there was a ticket, and nothing that anybody said for it or wished; nobody can work on it now
UPDATE ticket SET summary = 'erased', note = '', added = '', callback_number = '', callback_name = '', call_id = NULL,
                  customer_id = NULL, callback_on = NULL, callback_part = '', callback_time = NULL, callback_wish = '',
                  state = 'closed', closed_at = coalesce(closed_at, now())
WHERE (call_id = ANY($1::text[]) OR regexp_replace(callback_number, '[^0-9]', '', 'g') = ANY($2::text[])
       OR customer_id = (SELECT customer_id FROM customer WHERE account_number = $3))
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = ticket.call_id)

-- blank_old_tickets: the same for tickets that are done with and were opened before a time
UPDATE ticket SET summary = 'erased', note = '', added = '', callback_number = '', callback_name = '', call_id = NULL,
                  callback_on = NULL, callback_part = '', callback_time = NULL, callback_wish = ''
WHERE state = 'closed' AND opened_at < $1 AND summary <> 'erased'
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = ticket.call_id)

-- blank_visit_notes: keep that there was a visit, and nothing that anybody said for its technician
UPDATE appointment SET note = ''
WHERE note <> ''
  AND (call_id = ANY($1::text[]) OR customer_id = (SELECT customer_id FROM customer WHERE account_number = $2))
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = appointment.call_id)

-- blank_old_visit_notes: the same for visits of before a time
UPDATE appointment SET note = '' FROM technician_slot s
WHERE s.technician_slot_id = appointment.technician_slot_id AND note <> '' AND s.day < ($1::timestamptz)::date
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = appointment.call_id)

-- unlink_ticket: keep what is still to be done, and forget the call it came from
UPDATE ticket SET call_id = NULL WHERE call_id = ANY($1::text[])

-- unlink_refund: keep the book entry, and forget the call it came from
UPDATE refund SET call_id = NULL WHERE call_id = ANY($1::text[])

-- unlink_payment_promise: the same for promises to pay
UPDATE payment_promise SET call_id = NULL WHERE call_id = ANY($1::text[])

-- unlink_appointment: the same for visits
UPDATE appointment SET call_id = NULL WHERE call_id = ANY($1::text[])

-- find_left: tables of the business's own that still hold somebody's digits
SELECT 'customer' AS name WHERE EXISTS (
    SELECT FROM customer WHERE regexp_replace(phone_number, '[^0-9]', '', 'g') LIKE $1 OR account_number LIKE $1)
