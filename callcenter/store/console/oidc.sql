-- add_flow: a sign-in begins, unless too many of its network are under way; those that were never ended go
WITH old AS (DELETE FROM console_oidc_flow WHERE expires_at < now())
INSERT INTO console_oidc_flow (state, nonce, verifier, there, network, expires_at)
SELECT $1, $2, $3, $4, $5, now() + make_interval(mins => $6)
WHERE (SELECT count(*) FROM console_oidc_flow WHERE network = $5 AND expires_at > now()) < $7
RETURNING state

-- take_flow: a sign-in that began, once
DELETE FROM console_oidc_flow WHERE state = $1 AND expires_at > now() RETURNING nonce, verifier, there

-- find_subject: a person of the provider
SELECT user_id, name, role, disabled_at FROM console_user WHERE oidc_subject = $1

-- add_subject: a person of the provider, for the first time; nothing where the name is somebody else's
INSERT INTO console_user (name, role, oidc_subject) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING
RETURNING user_id, name, role, disabled_at

-- set_subject_role: the role that the provider gives them now
UPDATE console_user SET role = $2 WHERE oidc_subject = $1 AND role <> $2 RETURNING user_id
