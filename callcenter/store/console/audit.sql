-- add_entry: somebody did something
INSERT INTO audit_log (who, role, action, subject, address, facts) VALUES ($1, $2, $3, $4, $5, $6)

-- list_entries: the newest entries that match every filter given, older than one
SELECT entry_id, at, who, role, action, subject, address, facts FROM audit_log
WHERE ($1::bigint IS NULL OR entry_id < $1)
  AND ($2::text IS NULL OR who = $2) AND ($3::text IS NULL OR action = $3) AND ($4::text IS NULL OR subject = $4)
ORDER BY entry_id DESC LIMIT $5

-- count_recent: how often something befell a subject, or came from an address, in the last minutes
SELECT count(*) FILTER (WHERE subject = $2) AS of_subject,
       count(*) FILTER (WHERE coalesce(facts->>'network', address) = $3) AS from_address
FROM audit_log WHERE action = $1 AND at > now() - make_interval(mins => $4)

-- was_noted: whether the same has been noted in the last minutes
SELECT EXISTS (SELECT FROM audit_log WHERE who = $1 AND action = $2 AND subject = $3
               AND at > now() - make_interval(mins => $4))
