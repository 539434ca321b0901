-- add_user: a person who may use the console; nothing where the name is taken
INSERT INTO console_user (name, role) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING user_id

-- find_user: a person by name
SELECT user_id, name, role, password_hash, created_at, disabled_at, oidc_subject IS NOT NULL AS is_provided
FROM console_user WHERE name = $1

-- list_users: everybody, by name
SELECT u.user_id, u.name, u.role, u.password_hash, u.created_at, u.disabled_at,
       u.oidc_subject IS NOT NULL AS is_provided,
       (SELECT max(s.seen_at) FROM console_session s WHERE s.user_id = u.user_id) AS seen_at
FROM console_user u ORDER BY u.name

-- set_password: a person's new password, by its hash
UPDATE console_user SET password_hash = $2 WHERE user_id = $1

-- set_preferences: how somebody wants the console
UPDATE console_user SET time_zone = $2, language = $3 WHERE name = $1

-- set_role: another role for a person; the last admin who can sign in stays one
UPDATE console_user SET role = $2
WHERE name = $1
  AND ($2 = 'admin' OR role <> 'admin' OR EXISTS (
      SELECT FROM console_user o
      WHERE o.role = 'admin' AND o.name <> $1 AND o.disabled_at IS NULL AND o.password_hash IS NOT NULL))
RETURNING user_id

-- disable_user: shut a person out; the last admin who can sign in stays
UPDATE console_user SET disabled_at = now()
WHERE name = $1 AND disabled_at IS NULL
  AND (role <> 'admin' OR EXISTS (
      SELECT FROM console_user o
      WHERE o.role = 'admin' AND o.name <> $1 AND o.disabled_at IS NULL AND o.password_hash IS NOT NULL))
RETURNING user_id

-- enable_user: let a person in again
UPDATE console_user SET disabled_at = NULL WHERE name = $1 RETURNING user_id

-- lock_users: one change of people at a time: two admins mustn't shut each other out
SELECT pg_advisory_xact_lock(hashtextextended('console_user', 0))

-- drop_links: earlier links of a person don't work any more
DELETE FROM console_link WHERE user_id = $1

-- add_link: a one-time link to choose a password
INSERT INTO console_link (token_sha256, user_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))

-- find_link: whose link it is, if it still works
SELECT u.user_id, u.name, u.role FROM console_link l JOIN console_user u USING (user_id)
WHERE l.token_sha256 = $1 AND l.expires_at > now() AND u.disabled_at IS NULL

-- use_link: take a link, once
DELETE FROM console_link l USING console_user u
WHERE l.token_sha256 = $1 AND l.expires_at > now() AND u.user_id = l.user_id AND u.disabled_at IS NULL
RETURNING u.user_id, u.name, u.role
