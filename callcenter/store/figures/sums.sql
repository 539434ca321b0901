-- load_sums: all sums of a time: whole days (UTC) in its middle, hours at its ends
SELECT kind, name, sum(n)::bigint AS n FROM (
    SELECT kind, name, n FROM call_sum WHERE span = 'day' AND kind = ANY($1::text[]) AND at >= $3 AND at < $4
    UNION ALL
    SELECT kind, name, n FROM call_sum
    WHERE span = 'hour' AND kind = ANY($1::text[]) AND at >= $2 AND at < least($3, $5)
    UNION ALL
    SELECT kind, name, n FROM call_sum
    WHERE span = 'hour' AND kind = ANY($1::text[]) AND at >= $4 AND at < $5
) found
GROUP BY kind, name

-- load_course: how many calls of these marks each hour had, or each day of a zone
SELECT date_trunc($4, at, $5) AS at, name, sum(n)::bigint AS n FROM call_sum
WHERE span = 'hour' AND kind = 'mark' AND at >= $1 AND at < $2 AND name = ANY($3::text[])
GROUP BY 1, 2 ORDER BY 1
