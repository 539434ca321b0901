-- load_call: one call
SELECT call_id, started_at, ended_at, duration_ms, caller_number, dialled_number, trunk, dispatch_rule, room, language,
       first_agent, disposition, termination_result, termination_reason, summary, recording, mos, cost_cents,
       refusal_reason, refusal_status, refusal
FROM call WHERE call_id = $1

-- load_handoffs: its agents in order
SELECT from_agent, to_agent, at_ms FROM handoff WHERE call_id = $1 ORDER BY seq

-- load_turns: what was said
SELECT speaker, agent, text, started_ms, ended_ms, is_interrupted, transcript_ms, end_of_turn_ms, first_token_ms,
       first_audio_ms, response_ms
FROM turn WHERE call_id = $1 ORDER BY started_ms, seq

-- load_tool_calls: which tools ran
SELECT agent, tool, arguments, result, ok, at_ms, duration_ms FROM tool_call WHERE call_id = $1 ORDER BY seq

-- load_tags: its tags
SELECT tag FROM tag WHERE call_id = $1 ORDER BY seq

-- load_duties: what the caller did that supervisors look for, what they made of being recorded, and persons tried
SELECT fact, data FROM call_event
WHERE call_id = $1 AND fact IN ('CallerActed', 'RecordingConsent', 'PersonAsked') ORDER BY seq

-- load_legs: its legs with their media quality
SELECT name, kind, codec, reason, mos, loss_pct, jitter_ms, rtt_ms, rx_packets, tx_packets
FROM leg WHERE call_id = $1 ORDER BY answered_at NULLS LAST, name

-- load_usage: what its models consumed
SELECT part, model, input_tokens, output_tokens, characters, audio_ms, requests
FROM model_usage WHERE call_id = $1 ORDER BY seq

-- list_calls: the newest calls that match every filter given (null filters match all)
SELECT c.call_id, c.started_at, c.duration_ms, c.caller_number, c.dialled_number, c.disposition,
       c.termination_result, c.termination_reason, c.summary, c.mos, c.refusal_reason, c.recording,
       EXISTS (SELECT FROM leg l WHERE l.call_id = c.call_id AND l.kind = 'text') AS is_typed,
       (SELECT coalesce(array_agg(h.to_agent ORDER BY h.seq), '{}') FROM handoff h WHERE h.call_id = c.call_id) AS agents,
       (SELECT coalesce(array_agg(t.tag ORDER BY t.seq), '{}') FROM tag t WHERE t.call_id = c.call_id) AS tags
FROM call c
WHERE ($1::timestamptz IS NULL OR c.started_at >= $1)
  AND ($2::timestamptz IS NULL OR c.started_at < $2)
  AND ($3::text IS NULL OR c.caller_number = $3 OR c.dialled_number = $3
       OR c.caller_digits = ANY($9::text[]) OR c.dialled_digits = ANY($9::text[]))
  AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM handoff h WHERE h.call_id = c.call_id AND h.to_agent = $4))
  AND ($5::text IS NULL OR c.disposition = $5)
  AND ($6::text IS NULL OR EXISTS (SELECT 1 FROM tag t WHERE t.call_id = c.call_id AND t.tag = $6))
  AND ($7::text IS NULL OR EXISTS (SELECT 1 FROM turn u
                                   WHERE u.call_id = c.call_id AND u.words @@ websearch_to_tsquery('simple', $7)))
  AND (NOT $10::boolean OR c.recording IS NOT NULL)
ORDER BY c.started_at DESC, c.call_id DESC
LIMIT $8

-- find_call_ids_by_part: the calls whose id holds a part of one, the id that is or begins so first
SELECT call_id FROM call WHERE position($1 in call_id) > 0
ORDER BY call_id <> $1, NOT starts_with(call_id, $1), started_at DESC LIMIT 4

-- find_last_call_id: the newest call
SELECT call_id FROM call ORDER BY started_at DESC, call_id DESC LIMIT 1

-- standing: whether the log has a call, had it (it has older ones), or may be another than the one the call was in
SELECT CASE WHEN EXISTS (SELECT FROM call WHERE call_id = $1) THEN 'known'
            WHEN EXISTS (SELECT FROM call WHERE started_at < $2) THEN 'erased'
            ELSE 'unknown' END
