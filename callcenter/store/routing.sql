-- insert_apply: one apply on record
INSERT INTO routing_apply (applied_by, target, checksum, outcome, diff, done, error)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING apply_id

-- insert_resource: one resource of a version
INSERT INTO routing_resource (apply_id, kind, name, position, document, secrets)
VALUES ($1, $2, $3, $4, $5, $6)

-- lock_routing: one apply at a time, so that the second sees what the first did
SELECT pg_advisory_xact_lock(7318020)

-- load_active_id: the version in force
SELECT max(apply_id) FROM routing_apply WHERE target = 'embedded' AND outcome = 'applied'

-- load_resources: a version's resources
SELECT kind, name, document, secrets FROM routing_resource WHERE apply_id = $1 ORDER BY position

-- notify_changed: tell every running worker
SELECT pg_notify('routing_changed', $1)
