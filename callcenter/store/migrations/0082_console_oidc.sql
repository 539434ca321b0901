-- Signing in by an OpenID provider: who somebody is there, and sign-ins that are under way.

-- Issuer and subject: a name at the provider may be given to somebody else, a subject never is.
ALTER TABLE console_user ADD COLUMN oidc_subject text UNIQUE;

CREATE TABLE console_oidc_flow (
    state      text PRIMARY KEY,
    nonce      text NOT NULL,
    verifier   text NOT NULL,
    there      text NOT NULL,
    expires_at timestamptz NOT NULL
);
