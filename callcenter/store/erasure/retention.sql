-- blank_summaries: the next old calls whose words are still there; their summaries go with this
UPDATE call SET words_erased_at = now(), summary = ''
WHERE call_id IN (
    SELECT c.call_id FROM call c
    WHERE c.words_erased_at IS NULL AND c.started_at < $1 AND coalesce(c.ended_at, c.started_at) < $1
      AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = c.call_id)
    ORDER BY c.started_at LIMIT $2)
RETURNING call_id

-- blank_turns: what was said in them; when, by whom and how fast stays
UPDATE turn SET text = '' WHERE call_id = ANY($1::text[])

-- blank_tools: what tools were given and found
UPDATE tool_call SET arguments = '{}', result = NULL WHERE call_id = ANY($1::text[])

-- drop_writes: what writing tools answered
DELETE FROM tool_write WHERE call_id = ANY($1::text[])

-- blank_facts: the same in the facts
UPDATE call_event SET data = CASE fact
    WHEN 'TurnTaken' THEN jsonb_set(data, '{turn,text}', '""')
    WHEN 'ToolCalled' THEN data || '{"arguments": {}, "result": null}'
    WHEN 'SupervisorActed' THEN data || '{"text": ""}'
    WHEN 'WrappedUp' THEN data || '{"summary": ""}'
    WHEN 'PersonAsked' THEN data || '{"sheet": {}}'
    ELSE data || '{"digit": "#"}' END
WHERE call_id = ANY($1::text[])
  AND fact IN ('TurnTaken', 'ToolCalled', 'SupervisorActed', 'WrappedUp', 'PersonAsked', 'DigitPressed')

-- forget_old_recordings: old calls have no recording any more
UPDATE call c SET recording = NULL
WHERE c.recording IS NOT NULL AND c.started_at < $1 AND coalesce(c.ended_at, c.started_at) < $1
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = c.call_id)
RETURNING c.call_id

-- end_audit: some of the audit log's old end, on record there
SELECT end_audit_log($1)

-- add_run: what the job did; what it did long ago goes
WITH old AS (DELETE FROM retention_run WHERE at < now() - interval '90 days')
INSERT INTO retention_run (machine, went, fault) VALUES ($1, $2, $3)

-- list_runs: what the job did, the newest first
SELECT at, machine, went, fault FROM retention_run ORDER BY run_id DESC LIMIT $1

-- held_calls: the calls on hold
SELECT call_id FROM legal_hold

-- list_holds: the calls on hold, the newest hold first
SELECT call_id, placed_at, placed_by, reason FROM legal_hold ORDER BY placed_at DESC

-- find_hold: a call's hold, where it is on hold
SELECT call_id, placed_at, placed_by, reason FROM legal_hold WHERE call_id = $1

-- place_hold: put a call on hold; nothing where there is no such call or it is on hold already
INSERT INTO legal_hold (call_id, placed_by, reason) SELECT call_id, $2, $3 FROM call WHERE call_id = $1
ON CONFLICT DO NOTHING RETURNING call_id

-- release_hold: take a call off hold
DELETE FROM legal_hold WHERE call_id = $1 RETURNING call_id
