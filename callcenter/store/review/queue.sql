-- add_rule: more calls to review
INSERT INTO sampling_rule (name, share_pct, least_s, only_failed, agent, reviewers)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING rule_id

-- end_rule: no more calls by it; those that wait stay
UPDATE sampling_rule SET ended_at = now() WHERE rule_id = $1 AND ended_at IS NULL RETURNING rule_id

-- list_rules: the rules in force, with how many calls each has brought
SELECT r.rule_id, r.name, r.share_pct, r.least_s, r.only_failed, r.agent, r.reviewers,
       (SELECT count(*) FROM review_queue q WHERE q.rule_id = r.rule_id) AS calls
FROM sampling_rule r WHERE r.ended_at IS NULL ORDER BY r.rule_id

-- sample: calls of the last two days that the rules want, each once; the share is by a hash of the call's id, so that
-- asking again wants the same
INSERT INTO review_queue (call_id, rule_id, reviewers)
SELECT DISTINCT ON (c.call_id) c.call_id, r.rule_id, r.reviewers
FROM sampling_rule r
JOIN call c ON c.started_at > now() - interval '2 days'
WHERE r.ended_at IS NULL AND c.ended_at IS NOT NULL AND c.refusal_reason IS NULL
  AND c.duration_ms >= r.least_s * 1000
  AND (NOT r.only_failed OR c.disposition = ANY($1::text[]))
  AND (r.agent = '' OR EXISTS (SELECT FROM handoff h WHERE h.call_id = c.call_id AND h.to_agent = r.agent))
  AND abs(mod(hashtextextended(c.call_id, r.rule_id), 100)) < r.share_pct
ORDER BY c.call_id, r.reviewers DESC, r.rule_id
ON CONFLICT (call_id) DO NOTHING

-- list_queue: what waits for a reviewer, the longest waiting first
SELECT q.call_id, q.queued_at, q.reviewers, r.name AS rule, c.started_at, c.duration_ms, c.disposition, c.summary,
       CASE WHEN q.taken_at > now() - make_interval(mins => $2) THEN q.taken_by ELSE '' END AS taken_by,
       (SELECT count(*) FROM review w WHERE w.call_id = q.call_id AND NOT w.is_model) AS reviews
FROM review_queue q JOIN sampling_rule r USING (rule_id) JOIN call c USING (call_id)
WHERE NOT q.is_done AND NOT EXISTS (SELECT FROM review w WHERE w.call_id = q.call_id AND w.reviewer = $1)
ORDER BY q.queued_at, q.call_id LIMIT $3

-- take_next: the call that has waited longest and that nobody else has before them
UPDATE review_queue SET taken_by = $1, taken_at = now() WHERE call_id = (
    SELECT q.call_id FROM review_queue q
    WHERE NOT q.is_done AND NOT EXISTS (SELECT FROM review w WHERE w.call_id = q.call_id AND w.reviewer = $1)
      AND (q.taken_by IN ('', $1) OR q.taken_at <= now() - make_interval(mins => $2))
    ORDER BY q.taken_by <> $1, q.queued_at, q.call_id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING call_id

-- unjudged: calls that wait for a model's judgement
SELECT q.call_id FROM review_queue q
WHERE NOT EXISTS (SELECT FROM review w WHERE w.call_id = q.call_id AND w.is_model)
  AND q.queued_at > now() - interval '2 days'
ORDER BY q.queued_at LIMIT $1
