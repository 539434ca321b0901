-- calls: one every half minute up to now; the same each time
INSERT INTO call (call_id, started_at, ended_at, duration_ms, caller_number, dialled_number, trunk, dispatch_rule,
                  first_agent, language, disposition, termination_result, termination_reason, summary, recording,
                  refusal_reason, refusal_status, refusal, mos, cost_cents, response_p95_ms, anger)
SELECT 'call-' || lpad(i::text, 9, '0'), began, began + ms * interval '1 ms', ms,
       CASE WHEN i % 50 = 0 THEN '' ELSE '+1202' || lpad((i::bigint * 7919 % 200000)::text, 7, '0') END,
       '+1800555' || lpad((i % 40)::text, 4, '0'), 'trunk-' || i % 5, 'rule-' || i % 12, 'triage',
       CASE WHEN i % 100 = 0 THEN 'fr' WHEN i % 10 = 0 THEN 'es' ELSE 'en' END,
       CASE WHEN i % 50 = 1 THEN 'refused'
            ELSE (ARRAY['resolved', 'resolved', 'resolved', 'transferred', 'abandoned', 'unresolved'])[1 + i % 6] END,
       CASE WHEN i % 50 = 1 THEN 'client_error' WHEN i % 1000 = 7 THEN 'upstream_error' ELSE 'success' END,
       CASE WHEN i % 50 = 1 THEN 'number-limit' WHEN i % 1000 = 7 THEN 'model-failed' ELSE 'caller-hung-up' END,
       'Asked for the balance, number ' || i, CASE WHEN i % 20 = 4 THEN 'call-' || i || '.wav' END,
       CASE WHEN i % 50 = 1 THEN 'number-limit' END, CASE WHEN i % 50 = 1 THEN 486 END,
       CASE WHEN i % 50 = 1 THEN '{"field": "trunk"}'::jsonb END,
       4.4 - 3 * power(random(), 8), round((random() * 20)::numeric, 4), (400 + 2600 * power(random(), 4))::integer,
       CASE WHEN i % 25 = 9 THEN 1 + i % 7 END
FROM (SELECT i, date_trunc('minute', now()) - ($1 - i) * interval '30 s' AS began,
             (20000 + 900000 * power(random(), 3))::integer AS ms
      FROM generate_series(1, $1::integer) i) made

-- turns: five of each call that was answered; every one has common words, some a rare one
INSERT INTO turn (call_id, seq, speaker, agent, text, started_ms, ended_ms, is_interrupted, transcript_ms,
                  end_of_turn_ms, first_token_ms, first_audio_ms, response_ms)
SELECT 'call-' || lpad(i::text, 9, '0'), 3 + n, CASE WHEN n % 2 = 0 THEN 'agent' ELSE 'caller' END,
       CASE WHEN n % 2 = 0 THEN 'triage' ELSE '' END,
       (ARRAY['thank you for calling how can I help', 'my internet is down since this morning',
              'what is the balance of my account', 'I can book a visit for you tomorrow',
              'no that is not what I asked for', 'your invoice is due at the end of the month'])[1 + (i + n) % 6]
       || ' ' || 'w' || (power(random(), 3) * 30000)::integer || CASE WHEN i % 20000 = 3 THEN ' cancellation' ELSE '' END,
       n * 6000, n * 6000 + 4000, n = 2 AND i % 9 = 0, 120, 300, CASE WHEN n % 2 = 0 THEN 250 END,
       CASE WHEN n % 2 = 0 THEN 180 END, CASE WHEN n % 2 = 0 THEN 400 + i % 900 END
FROM generate_series(1, $1::integer) i, generate_series(0, 4) n WHERE i % 50 <> 1

-- handoffs: all begin with triage, most go on
INSERT INTO handoff (call_id, seq, from_agent, to_agent, at_ms)
SELECT 'call-' || lpad(i::text, 9, '0'), 2 + 10 * n, CASE n WHEN 0 THEN '' ELSE 'triage' END,
       CASE WHEN n = 0 THEN 'triage' WHEN i % 5000 = 0 THEN 'rare' ELSE (ARRAY['billing', 'support'])[1 + i % 2] END,
       n * 12000
FROM generate_series(1, $1::integer) i, generate_series(0, 1) n WHERE i % 50 <> 1 AND (n = 0 OR i % 3 <> 0)

-- tools: one of each call that was answered
INSERT INTO tool_call (call_id, seq, agent, tool, arguments, result, ok, at_ms, duration_ms)
SELECT 'call-' || lpad(i::text, 9, '0'), 9, 'billing', CASE WHEN i % 4000 = 0 THEN 'refund' ELSE 'get_balance' END,
       '{"account_number": "10000001"}', '{"cents": 4500}', i % 30 <> 0, 13000, 12
FROM generate_series(1, $1::integer) i WHERE i % 50 <> 1

-- tags: on every second call
INSERT INTO tag (call_id, seq, tag)
SELECT 'call-' || lpad(i::text, 9, '0'), 11, CASE WHEN i % 2500 = 0 THEN 'complaint' ELSE 'wish:' || i % 24 END
FROM generate_series(1, $1::integer) i WHERE i % 2 = 0

-- legs: one of each call that was answered
INSERT INTO leg (call_id, name, kind, codec, answered_at, ended_at, reason, mos, loss_pct, jitter_ms, rtt_ms)
SELECT 'call-' || lpad(i::text, 9, '0'), 'caller', 'sip', 'PCMA',
       date_trunc('minute', now()) - ($1 - i) * interval '30 s', NULL, 'caller-hung-up', 4.2, 0.1, 4, 30
FROM generate_series(1, $1::integer) i WHERE i % 50 <> 1

-- usage: of three models
INSERT INTO model_usage (call_id, seq, part, model, input_tokens, output_tokens, characters, audio_ms, requests)
SELECT 'call-' || lpad(i::text, 9, '0'), 14 + n, (ARRAY['stt', 'llm', 'tts'])[1 + n],
       (ARRAY['deepgram/nova-3', 'openai/gpt-4.1-mini', 'cartesia/sonic-2'])[1 + n], 900, 120, 400, 60000, 5
FROM generate_series(1, $1::integer) i, generate_series(0, 2) n WHERE i % 50 <> 1

-- facts: one that the time line shows
INSERT INTO call_event (call_id, seq, at, fact, data)
SELECT 'call-' || lpad(i::text, 9, '0'), 10, now(), 'DigitPressed', '{"digit": "1", "at_ms": 9000}'
FROM generate_series(1, $1::integer) i WHERE i % 50 <> 1
