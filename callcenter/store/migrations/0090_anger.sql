-- How angry a call was (domain/record/anger.py), on its own row, so that the worst are found among a million.

ALTER TABLE call ADD COLUMN anger integer;

UPDATE call c SET anger = t.points
FROM (SELECT call_id, sum(points) AS points
      FROM (SELECT call_id, CASE data ->> 'act' WHEN 'abuse' THEN 3 WHEN 'objection' THEN 1 END AS points
            FROM call_event WHERE fact = 'CallerActed'
            UNION ALL
            SELECT call_id, 3 FROM call WHERE disposition = 'hung_up_angry') one
      WHERE points IS NOT NULL GROUP BY call_id) t
WHERE t.call_id = c.call_id;

CREATE INDEX call_by_anger ON call (anger, call_id) WHERE anger IS NOT NULL;
