-- customer_area: the area of the customer's address, which decides who may visit
SELECT left(postcode, 3) FROM customer WHERE customer_id = $1;

-- free_slots: free times in an area from a day on, each once however many technicians are free
SELECT DISTINCT s.day, s.part_of_day, array_position($4::text[], s.part_of_day) AS position
FROM technician_slot s JOIN technician_area a USING (technician_id)
WHERE a.area = $1 AND NOT s.is_taken AND s.day > $2 AND s.day >= $3 AND s.part_of_day = ANY ($4::text[])
ORDER BY s.day, position
LIMIT $5;

-- take_slot: takes one free slot of an area, day and part of the day; no row where another caller was quicker
UPDATE technician_slot SET is_taken = true
WHERE technician_slot_id = (
    SELECT s.technician_slot_id
    FROM technician_slot s JOIN technician_area a USING (technician_id)
    WHERE a.area = $1 AND s.day = $2 AND s.part_of_day = $3 AND NOT s.is_taken
    ORDER BY s.technician_slot_id
    LIMIT 1
    FOR UPDATE OF s SKIP LOCKED)
RETURNING technician_slot_id;

-- next_free: the next free time of an area from a day on, leaving out what another caller is just taking
SELECT s.day, s.part_of_day
FROM technician_slot s JOIN technician_area a USING (technician_id)
WHERE a.area = $1 AND NOT s.is_taken AND s.day > $2 AND s.day >= $3
ORDER BY s.day, array_position($4::text[], s.part_of_day)
LIMIT 1
FOR UPDATE OF s SKIP LOCKED;

-- has_visits: whether technicians work in an area on a day at all
SELECT EXISTS (
    SELECT 1 FROM technician_slot s JOIN technician_area a USING (technician_id) WHERE a.area = $1 AND s.day = $2);

-- free_slot: gives a slot back
UPDATE technician_slot SET is_taken = false WHERE technician_slot_id = $1;

-- appointment: the customer's appointment to come
SELECT a.appointment_id, a.technician_slot_id, s.day, s.part_of_day, a.note
FROM appointment a JOIN technician_slot s USING (technician_slot_id)
WHERE a.customer_id = $1 AND a.state = 'booked' AND s.day >= $2;

-- close_past: visits that have been are done; a customer has at most one to come
UPDATE appointment a SET state = 'done', changed_at = now()
FROM technician_slot s
WHERE s.technician_slot_id = a.technician_slot_id AND a.customer_id = $1 AND a.state = 'booked' AND s.day < $2;

-- add_appointment: books a slot that was taken for it
INSERT INTO appointment (customer_id, technician_slot_id, call_id, note) VALUES ($1, $2, $3, $4) RETURNING appointment_id;

-- note_visit: writes what the technician should know; the call that said so is the visit's now
UPDATE appointment SET note = $2, call_id = $3, changed_at = now() WHERE appointment_id = $1;

-- end_appointment: marks an appointment as moved or cancelled
UPDATE appointment SET state = $2, changed_at = now() WHERE appointment_id = $1;

-- lock_customer: keeps two calls from changing the same customer's appointment at the same time
SELECT customer_id FROM customer WHERE customer_id = $1 FOR UPDATE;
