-- list_issues: issues that aren't resolved first, then the latest
SELECT i.issue_id, m.name, m.measure, m.is_above, m.threshold, m.window_minutes, i.opened_at, i.value, i.worst,
       i.seen_at, i.acknowledged_by, i.acknowledged_at, i.resolved_by, i.resolved_at, i.note,
       (SELECT count(*) FROM issue_call c WHERE c.issue_id = i.issue_id) AS calls,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('way', n.way, 'is_told', n.told_at IS NOT NULL, 'fault', n.fault)
                                  ORDER BY n.notice_id), '[]') FROM notice n WHERE n.issue_id = i.issue_id) AS notices
FROM issue i JOIN monitor m USING (monitor_id)
WHERE $1::bigint IS NULL OR i.issue_id = $1
ORDER BY i.resolved_at IS NOT NULL, i.opened_at DESC LIMIT $2

-- acknowledge: somebody sees to it
UPDATE issue SET acknowledged_by = $2, acknowledged_at = now()
WHERE issue_id = $1 AND acknowledged_at IS NULL AND resolved_at IS NULL RETURNING issue_id

-- resolve: it is done with
UPDATE issue SET resolved_by = $2, resolved_at = now(), note = $3
WHERE issue_id = $1 AND resolved_at IS NULL RETURNING issue_id

-- due_notices: what is to be told now
SELECT notice_id, issue_id, way, address, tries FROM notice
WHERE told_at IS NULL AND due_at <= now() AND tries < $1 ORDER BY notice_id LIMIT 20

-- told: somebody was told
UPDATE notice SET told_at = now(), tries = tries + 1, fault = '' WHERE notice_id = $1

-- not_told: it is tried again later, each time later than before
UPDATE notice SET tries = tries + 1, fault = $2, due_at = now() + make_interval(mins => (2 ^ tries)::int)
WHERE notice_id = $1
