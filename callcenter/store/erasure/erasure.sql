-- find_call_ids: which calls an erasure means; a call that is still running, or on legal hold, is left alone
SELECT call_id, recording FROM call
WHERE (ended_at IS NOT NULL OR started_at < now() - interval '1 day')
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = call.call_id)
  AND ($1::timestamptz IS NULL OR started_at < $1)
  AND (NOT $2 OR call_id = ANY($3::text[]) OR caller_number = $4::text OR dialled_number = $4::text
       OR caller_digits = ANY($5::text[]) OR dialled_digits = ANY($5::text[]))

-- delete_calls: erase calls and all that hangs on them
DELETE FROM call WHERE call_id = ANY($1::text[])

-- delete_call_events: erase their facts
DELETE FROM call_event WHERE call_id = ANY($1::text[])

-- delete_tool_writes: erase the record of their writes
DELETE FROM tool_write WHERE call_id = ANY($1::text[])

-- delete_failures: erase wrong guesses at who was calling
DELETE FROM identification_failure
WHERE (call_id = ANY($1::text[]) OR account_number = $3
       OR regexp_replace(caller_number, '[^0-9]', '', 'g') = ANY($2::text[]))
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = identification_failure.call_id)

-- delete_codes: erase the codes sent in the calls, or for the account
DELETE FROM identification_code WHERE (call_id = ANY($1::text[]) OR account_number = $2)
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = identification_code.call_id)

-- delete_tags: erase tags of other calls that hold somebody's digits; two of one call could be redacted to the same
DELETE FROM tag WHERE regexp_replace(tag, '[^0-9]', '', 'g') LIKE $1
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = tag.call_id)

-- delete_views: saved views of the console that ask for somebody's number
DELETE FROM console_view WHERE regexp_replace(query::text, '[^0-9]', '', 'g') LIKE $1

-- find_left: tables of the operator's own that still hold somebody's digits
SELECT 'routing_resource' AS name WHERE EXISTS (
    SELECT FROM routing_resource WHERE regexp_replace(document::text, '[^0-9]', '', 'g') LIKE $1)
UNION ALL SELECT 'routing_apply' WHERE EXISTS (
    SELECT FROM routing_apply WHERE regexp_replace(diff::text, '[^0-9]', '', 'g') LIKE $1)

-- forget_recordings: calls whose recording gave way to newer ones
UPDATE call SET recording = NULL WHERE recording = ANY($1::text[])
