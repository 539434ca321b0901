-- add_monitor: something more to watch
INSERT INTO monitor (name, measure, is_above, threshold, window_minutes, least_calls, webhook, email)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING monitor_id

-- end_monitor: watched no more; its issues stay
UPDATE monitor SET ended_at = now() WHERE monitor_id = $1 AND ended_at IS NULL RETURNING monitor_id

-- list_monitors: what is watched
SELECT monitor_id, name, measure, is_above, threshold, window_minutes, least_calls, webhook, email FROM monitor
WHERE ended_at IS NULL ORDER BY monitor_id

-- window_begins: a window's begin: what was before the last issue was resolved is done with
SELECT greatest(now() - make_interval(mins => $2),
                (SELECT max(resolved_at) FROM issue WHERE monitor_id = $1)) AS begins

-- measure_calls: calls with a mark, calls of which it is a share, and what all cost, since a time
SELECT count(*) FILTER (WHERE f.marks @> ARRAY[$2::text]) AS having,
       count(*) FILTER (WHERE f.marks @> ARRAY[$3::text]) AS whole,
       coalesce(sum(f.cost_x100), 0)::bigint AS cost_x100
FROM call c JOIN call_figures f USING (call_id) WHERE c.started_at >= $1 AND c.started_at <= now()

-- measure_response: the p95 of the waits for an answer since a time, and how many there were
SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY t.response_ms) AS p95, count(DISTINCT c.call_id) AS whole
FROM call c JOIN turn t USING (call_id)
WHERE c.started_at >= $1 AND c.started_at <= now() AND t.response_ms IS NOT NULL

-- keep_issue: open an issue, or say that the open one is still so; is_new says which
INSERT INTO issue (monitor_id, value, worst) VALUES ($1, $2, $2)
ON CONFLICT (monitor_id) WHERE resolved_at IS NULL DO UPDATE SET seen_at = now(),
    worst = CASE WHEN $3 THEN greatest(issue.worst, excluded.worst) ELSE least(issue.worst, excluded.worst) END
RETURNING issue_id, (xmax = 0) AS is_new

-- add_calls: the calls behind an issue: those with a mark since a time
INSERT INTO issue_call (issue_id, call_id)
SELECT $1, c.call_id FROM call c JOIN call_figures f USING (call_id)
WHERE c.started_at >= $2 AND c.started_at <= now() AND f.marks @> ARRAY[$3::text]
ORDER BY c.started_at DESC LIMIT 1000
ON CONFLICT DO NOTHING

-- add_slow_calls: the same of calls in which somebody waited longer than so many milliseconds
INSERT INTO issue_call (issue_id, call_id)
SELECT $1, c.call_id FROM call c
WHERE c.started_at >= $2 AND c.started_at <= now()
  AND EXISTS (SELECT FROM turn t WHERE t.call_id = c.call_id AND t.response_ms > $3)
ORDER BY c.started_at DESC LIMIT 1000
ON CONFLICT DO NOTHING

-- add_notices: whom a new issue is to be told
INSERT INTO notice (issue_id, way, address)
SELECT i.issue_id, told.way, told.address FROM issue i JOIN monitor m USING (monitor_id),
       LATERAL (VALUES ('webhook', m.webhook), ('email', m.email)) told (way, address)
WHERE i.issue_id = $1 AND told.address <> ''
