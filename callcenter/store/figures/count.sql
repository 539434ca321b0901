-- take_lock: one at a time counts; whoever waits finds it done
SELECT pg_advisory_xact_lock(hashtextextended('call_figures', 0))

-- take_stale: the marks of the newest hours with stale calls, about so many
DELETE FROM call_stale
WHERE at >= coalesce((SELECT at FROM call_stale ORDER BY at DESC OFFSET $1 LIMIT 1), '-infinity')
RETURNING call_id, at

-- count_stale: how many calls wait to be counted; ten thousand is as many as anybody needs to know
SELECT count(*) FROM (SELECT FROM call_stale LIMIT 10000) waiting

-- load_usage: what these calls' models consumed
SELECT call_id, part, model, input_tokens, output_tokens, characters, audio_ms, requests
FROM model_usage WHERE call_id = ANY($1::text[])

-- load_charges: what these calls were charged as their usage came in
SELECT call_id, cost_cents FROM call WHERE call_id = ANY($1::text[])

-- drop_figures: these calls are counted anew
DELETE FROM call_figures WHERE call_id = ANY($1::text[])

-- count_calls: what is true of these calls; with each its cost and whether a model had no price
INSERT INTO call_figures (call_id, hour, marks, handling_ms, cost_x100, caller_broke_in, agent_broke_in, misses,
                          switches)
SELECT c.call_id, date_trunc('hour', c.started_at, 'UTC'),
       array_remove(ARRAY[
           'call',
           CASE WHEN up.at IS NOT NULL THEN 'answered' END,
           CASE WHEN c.refusal_reason IS NOT NULL THEN 'refused' END,
           CASE WHEN c.disposition = 'abandoned' THEN 'abandoned' END,
           CASE WHEN up.at IS NOT NULL AND c.ended_at IS NOT NULL AND c.disposition IS DISTINCT FROM 'abandoned'
                     AND facts.person IS NULL THEN 'contained' END,
           CASE WHEN facts.person IS NOT NULL THEN 'person' END,
           'person-' || facts.person,
           CASE WHEN up.at IS NOT NULL AND c.caller_digits <> '' THEN
               CASE WHEN EXISTS (SELECT FROM call later
                                 WHERE later.caller_digits = c.caller_digits AND later.started_at > c.started_at
                                   AND later.started_at <= c.started_at + interval '7 days')
                    THEN 'came-back' ELSE 'first-call' END END,
           CASE WHEN said.caller_broke_in > 0 THEN 'caller-broke-in' END,
           CASE WHEN said.agent_broke_in > 0 THEN 'agent-broke-in' END,
           CASE WHEN used.misses > 0 THEN 'missed' END,
           CASE WHEN facts.switches > 0 THEN 'switched' END,
           CASE WHEN c.termination_reason = 'model-failed' THEN 'model-failed' END,
           CASE WHEN cost.is_unpriced THEN 'unpriced' END
       ], NULL),
       coalesce(greatest(0, extract(epoch FROM c.ended_at - up.at) * 1000)::bigint, 0),
       cost.x100,
       said.caller_broke_in, said.agent_broke_in, used.misses, facts.switches
FROM unnest($1::text[], $2::bigint[], $3::boolean[]) AS cost (call_id, x100, is_unpriced)
JOIN call c ON c.call_id = cost.call_id
CROSS JOIN LATERAL (SELECT min(answered_at) AS at FROM leg WHERE call_id = c.call_id) up
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE t.speaker = 'agent' AND t.is_interrupted) AS caller_broke_in,
           -- Recognisers end a turn some tenths late: less than 300 ms at once is nobody's interruption.
           count(*) FILTER (WHERE t.speaker = 'agent' AND EXISTS (
               SELECT FROM turn o WHERE o.call_id = t.call_id AND o.speaker = 'caller'
               AND o.started_ms < t.started_ms AND o.ended_ms >= t.started_ms + 300)) AS agent_broke_in
    FROM turn t WHERE t.call_id = c.call_id) said
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE NOT ok) AS misses FROM tool_call WHERE call_id = c.call_id) used
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE fact = 'ModelSwitched') AS switches,
           (array_agg(data ->> 'outcome' ORDER BY seq DESC) FILTER (WHERE fact = 'PersonAsked'))[1] AS person
    FROM call_event WHERE call_id = c.call_id) facts

-- drop_hours: the sums of these hours
DELETE FROM call_sum WHERE span = 'hour' AND at = ANY($1::timestamptz[])

-- sum_hours: these hours summed from their calls. Latencies by buckets of 5 %: 20 ms times 1.05 to the name's power
INSERT INTO call_sum (span, kind, at, name, n)
WITH calls AS MATERIALIZED (SELECT * FROM call_figures WHERE hour = ANY($1::timestamptz[]))
SELECT 'hour', 'mark', hour, mark, count(*) FROM calls, unnest(marks) mark GROUP BY hour, mark
UNION ALL
SELECT 'hour', 'sum', hour, figure.name, sum(figure.n) FROM calls, LATERAL (VALUES
    ('handling_ms', handling_ms), ('cost_x100', cost_x100), ('caller_broke_in', caller_broke_in::bigint),
    ('agent_broke_in', agent_broke_in), ('misses', misses), ('switches', switches)) figure (name, n)
GROUP BY hour, figure.name
UNION ALL
SELECT 'hour', 'disposition', f.hour, c.disposition, count(*) FROM calls f JOIN call c USING (call_id)
WHERE c.disposition IS NOT NULL GROUP BY f.hour, c.disposition
UNION ALL
SELECT 'hour', 'reason', f.hour, c.termination_reason, count(*) FROM calls f JOIN call c USING (call_id)
WHERE c.termination_reason IS NOT NULL GROUP BY f.hour, c.termination_reason
UNION ALL
SELECT 'hour', 'tool', f.hour, u.tool, count(DISTINCT u.call_id) FROM calls f JOIN tool_call u USING (call_id)
GROUP BY f.hour, u.tool
UNION ALL
SELECT 'hour', 'switch', f.hour, (e.data ->> 'part') || ': ' || (e.data ->> 'to_model'), count(*)
FROM calls f JOIN call_event e USING (call_id) WHERE 'switched' = ANY(f.marks) AND e.fact = 'ModelSwitched'
GROUP BY 3, 4
UNION ALL
SELECT 'hour', part.kind, f.hour, greatest(0, floor(ln(greatest(part.ms, 1) / 20.0) / ln(1.05)))::int::text, count(*)
FROM calls f JOIN turn t USING (call_id), LATERAL (VALUES
    ('transcript_ms', t.transcript_ms), ('end_of_turn_ms', t.end_of_turn_ms), ('first_token_ms', t.first_token_ms),
    ('first_audio_ms', t.first_audio_ms), ('response_ms', t.response_ms)) part (kind, ms)
WHERE part.ms IS NOT NULL GROUP BY 2, 3, 4

-- drop_days: the sums of these days
DELETE FROM call_sum WHERE span = 'day' AND at = ANY($1::timestamptz[])

-- sum_days: these days (UTC) summed from their hours
INSERT INTO call_sum (span, kind, at, name, n)
SELECT 'day', h.kind, d.at, h.name, sum(h.n)
FROM unnest($1::timestamptz[]) AS d (at) CROSS JOIN unnest($2::text[]) AS k (kind)
JOIN call_sum h ON h.span = 'hour' AND h.kind = k.kind
WHERE h.at >= d.at AND h.at < d.at + interval '1 day'
GROUP BY h.kind, d.at, h.name
