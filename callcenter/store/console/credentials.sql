-- add_session: somebody has signed in
INSERT INTO console_session (token_sha256, user_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))

-- find_session: who a session is of, if it hasn't ended by age, by rest or because they were shut out
SELECT u.name, u.role, u.time_zone, u.language FROM console_session s JOIN console_user u USING (user_id)
WHERE s.token_sha256 = $1 AND s.expires_at > now() AND s.seen_at > now() - make_interval(mins => $2)
  AND u.disabled_at IS NULL

-- touch_session: the session is in use; written once a minute at most
UPDATE console_session SET seen_at = now() WHERE token_sha256 = $1 AND seen_at < now() - interval '1 minute'

-- end_session: signed out
DELETE FROM console_session WHERE token_sha256 = $1

-- end_sessions: all of a person's sessions end
DELETE FROM console_session WHERE user_id = (SELECT user_id FROM console_user WHERE name = $1)

-- drop_ended: sessions and links that have ended by age
WITH links AS (DELETE FROM console_link WHERE expires_at < now())
DELETE FROM console_session WHERE expires_at < now()

-- add_token: a token for programs
INSERT INTO console_token (token_sha256, user_id, name, scopes, expires_at)
SELECT $1, user_id, $3, $4, now() + make_interval(days => $5) FROM console_user WHERE name = $2
RETURNING token_id, expires_at

-- find_token: who a token is of and what it may do, if it still works
SELECT u.name, u.role, u.time_zone, u.language, t.name AS token_name, t.scopes FROM console_token t JOIN console_user u USING (user_id)
WHERE t.token_sha256 = $1 AND t.expires_at > now() AND t.revoked_at IS NULL AND u.disabled_at IS NULL

-- list_tokens: a person's tokens
SELECT t.token_id, t.name, t.scopes, t.created_at, t.expires_at, t.revoked_at
FROM console_token t JOIN console_user u USING (user_id) WHERE u.name = $1 ORDER BY t.token_id DESC

-- revoke_tokens: none of a person's tokens works any more
UPDATE console_token SET revoked_at = now()
WHERE revoked_at IS NULL AND user_id = (SELECT user_id FROM console_user WHERE name = $1)

-- revoke_token: a person's token works no more
UPDATE console_token t SET revoked_at = now() FROM console_user u
WHERE u.user_id = t.user_id AND u.name = $1 AND t.token_id = $2 AND t.revoked_at IS NULL
RETURNING t.token_id
