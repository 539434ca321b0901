-- list_views: a person's saved views, by name
SELECT v.name, v.query FROM console_view v JOIN console_user u USING (user_id) WHERE u.name = $1 ORDER BY v.name

-- lock_owner: whoever keeps a view, so that two at once can't pass the count
SELECT user_id FROM console_user WHERE name = $1 FOR UPDATE

-- count_views: how many a person has besides one
SELECT count(*) FROM console_view v JOIN console_user u USING (user_id) WHERE u.name = $1 AND v.name <> $2

-- keep_view: a view under its name, in place of what had it
INSERT INTO console_view (user_id, name, query) SELECT user_id, $2, $3 FROM console_user WHERE name = $1
ON CONFLICT (user_id, name) DO UPDATE SET query = excluded.query

-- drop_view: a view is wanted no more
DELETE FROM console_view v USING console_user u WHERE u.user_id = v.user_id AND u.name = $1 AND v.name = $2
RETURNING v.name
