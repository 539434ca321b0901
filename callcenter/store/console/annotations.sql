-- find_note: the newest wording of a call's note
SELECT version, text, written_by, written_at FROM call_note WHERE call_id = $1 ORDER BY version DESC LIMIT 1

-- add_note: the next wording of a call's note; nothing where somebody has written that one
INSERT INTO call_note (call_id, version, text, written_by) VALUES ($1, $2, $3, $4)
ON CONFLICT (call_id, version) DO NOTHING RETURNING version

-- lock_call: whether there is such a call, which can't be erased meanwhile
SELECT call_id FROM call WHERE call_id = $1 FOR KEY SHARE

-- add_tag: a tag by hand, after those of the call itself
INSERT INTO tag (call_id, seq, tag)
SELECT $1, coalesce(max(seq), 0) + 1, $2 FROM tag WHERE call_id = $1
ON CONFLICT (call_id, tag) DO NOTHING

-- remove_tag: a tag that doesn't belong there
DELETE FROM tag WHERE call_id = $1 AND tag = $2

-- find_earlier: the calls of the number before one, the newest first
SELECT o.call_id, o.started_at, o.duration_ms, o.disposition FROM call o JOIN call c ON o.caller_digits = c.caller_digits
WHERE c.call_id = $1 AND c.caller_digits <> '' AND o.started_at < c.started_at
ORDER BY o.started_at DESC LIMIT $2

-- find_later: the calls of the number after one, the oldest first
SELECT o.call_id, o.started_at, o.duration_ms, o.disposition FROM call o JOIN call c ON o.caller_digits = c.caller_digits
WHERE c.call_id = $1 AND c.caller_digits <> '' AND o.started_at > c.started_at
ORDER BY o.started_at LIMIT $2

-- load_moments: what happened in a call beside what was said
SELECT fact, data, seq, at FROM call_event
WHERE call_id = $1
  AND fact IN ('AgentEntered', 'ToolCalled', 'DigitPressed', 'HoldChanged', 'PersonTried', 'PersonAsked',
               'SupervisorActed', 'ModelSwitched', 'LanguageChanged', 'RecordingConsent', 'CallerActed',
               'LineWasPoor')
ORDER BY seq
