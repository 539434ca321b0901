-- load_sums: all sums of a time: whole days (UTC) in its middle, hours at its ends
SELECT kind, name, sum(n)::bigint AS n FROM call_sum
WHERE kind = ANY($1::text[])
  AND ((span = 'day' AND at >= $3 AND at < $4)
    OR (span = 'hour' AND at >= $2 AND at < least($3, $5))
    OR (span = 'hour' AND at >= greatest($4, $2) AND at < $5))
GROUP BY kind, name

-- load_hours: how many calls of these marks each hour had
SELECT at, name, n FROM call_sum
WHERE span = 'hour' AND kind = 'mark' AND at >= $1 AND at < $2 AND name = ANY($3::text[])
ORDER BY at
