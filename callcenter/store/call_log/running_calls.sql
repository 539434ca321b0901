-- running_calls: the calls that run now, the longest first
SELECT c.call_id, c.started_at, c.caller_number, c.dialled_number, c.room, c.first_agent, l.kind, l.answered_at,
       (SELECT h.to_agent FROM handoff h WHERE h.call_id = c.call_id ORDER BY h.seq DESC LIMIT 1) AS agent,
       said.speaker, said.text, said.ended_ms,
       (SELECT coalesce(array_agg(t.tag ORDER BY t.seq), '{}') FROM tag t WHERE t.call_id = c.call_id) AS tags,
       clock_timestamp() AS now,
       (SELECT min(e.heard_at - e.at) FROM call_event e WHERE e.call_id = c.call_id) AS behind
FROM call c
LEFT JOIN LATERAL (SELECT kind, answered_at FROM leg WHERE call_id = c.call_id ORDER BY answered_at LIMIT 1) l ON true
LEFT JOIN LATERAL (SELECT speaker, text, ended_ms FROM turn WHERE call_id = c.call_id
                   ORDER BY seq DESC LIMIT 1) said ON true
WHERE c.ended_at IS NULL AND c.refusal_reason IS NULL
ORDER BY c.started_at, c.call_id

-- what_stands: the facts that say how calls stand, in order
SELECT call_id, fact, data FROM call_event
WHERE call_id = ANY($1::text[])
  AND fact IN ('HoldChanged', 'PersonTried', 'PersonAsked', 'SupervisorActed', 'CallerActed',
               'LineWasPoor', 'ToolCalled')
ORDER BY call_id, seq
