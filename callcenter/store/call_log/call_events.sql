-- insert_events: keep facts; returns which were not kept before
INSERT INTO call_event (call_id, seq, at, fact, data)
SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[], $4::text[], $5::jsonb[])
ON CONFLICT (call_id, seq) DO NOTHING
RETURNING call_id, seq

-- start_call: the call's row from its first fact
INSERT INTO call (call_id, started_at, caller_number, dialled_number, trunk, dispatch_rule, room, first_agent,
                  language, sip_call_id, source_address, headers, worker_pid)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (call_id) DO UPDATE SET started_at = excluded.started_at, caller_number = excluded.caller_number,
    dialled_number = excluded.dialled_number, trunk = excluded.trunk, dispatch_rule = excluded.dispatch_rule,
    room = excluded.room, first_agent = excluded.first_agent, language = excluded.language,
    sip_call_id = excluded.sip_call_id, source_address = excluded.source_address, headers = excluded.headers,
    worker_pid = excluded.worker_pid

-- ensure_call: a bare row for a call whose first fact has not come (a journal whose beginning was lost)
INSERT INTO call (call_id, started_at) VALUES ($1, $2) ON CONFLICT (call_id) DO NOTHING

-- refuse_call: why admission said no
UPDATE call SET refusal_reason = $2, refusal_status = $3, refusal = $4 WHERE call_id = $1

-- answer_leg: a leg is up
INSERT INTO leg (call_id, name, kind, codec, answered_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (call_id, name) DO UPDATE SET kind = excluded.kind, codec = excluded.codec, answered_at = excluded.answered_at

-- end_leg: a leg is down, with its media quality
INSERT INTO leg (call_id, name, ended_at, reason, detail, mos, loss_pct, jitter_ms, rtt_ms, rx_packets, tx_packets)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (call_id, name) DO UPDATE SET ended_at = excluded.ended_at, reason = excluded.reason,
    detail = excluded.detail, mos = excluded.mos, loss_pct = excluded.loss_pct, jitter_ms = excluded.jitter_ms,
    rtt_ms = excluded.rtt_ms, rx_packets = excluded.rx_packets, tx_packets = excluded.tx_packets

-- rate_call: the worst leg's MOS is the call's
UPDATE call SET mos = least(mos, $2) WHERE call_id = $1

-- add_turn: somebody said something
INSERT INTO turn (call_id, seq, speaker, agent, text, started_ms, ended_ms, is_interrupted,
                  transcript_ms, end_of_turn_ms, first_token_ms, first_audio_ms, response_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- add_handoff: an agent took the caller (from_agent is empty for the first)
INSERT INTO handoff (call_id, seq, from_agent, to_agent, at_ms) VALUES ($1, $2, $3, $4, $5)

-- add_tool_call: an agent used a tool
INSERT INTO tool_call (call_id, seq, agent, tool, arguments, result, ok, at_ms, duration_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- add_tag: a tag, once
INSERT INTO tag (call_id, seq, tag) VALUES ($1, $2, $3) ON CONFLICT (call_id, tag) DO NOTHING

-- add_usage: what one model consumed
INSERT INTO model_usage (call_id, seq, part, model, input_tokens, output_tokens, characters, audio_ms, requests)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- charge_call: what that cost, in cents
UPDATE call SET cost_cents = coalesce(cost_cents, 0) + $2 WHERE call_id = $1

-- change_language: what the caller is answered in from now on
UPDATE call SET language = $2 WHERE call_id = $1

-- save_recording: where the recording lies
UPDATE call SET recording = $2 WHERE call_id = $1

-- end_call: how the call ended; the first end told is the true one (a replay may add its own after it)
UPDATE call SET ended_at = $2, duration_ms = $3, termination_result = $4, termination_reason = $5,
    response_p95_ms = (SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY response_ms) FROM turn WHERE call_id = $1)
WHERE call_id = $1 AND ended_at IS NULL

-- wrap_up: what became of it, as first told
UPDATE call SET disposition = $2, summary = $3, anger = CASE WHEN $4 > 0 THEN coalesce(anger, 0) + $4 ELSE anger END
WHERE call_id = $1 AND disposition IS NULL

-- anger_call: what the caller did adds to it
UPDATE call SET anger = coalesce(anger, 0) + $2 WHERE call_id = $1

-- tell_changed: wake those who follow these calls, once the facts can be read
SELECT pg_notify($1, call_id) FROM unnest($2::text[]) AS call_id
