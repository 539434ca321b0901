-- Where a sign-in by the provider began (an IPv4 address, or a /64), so that one network can't begin any number of them.
ALTER TABLE console_oidc_flow ADD COLUMN network text NOT NULL DEFAULT '';
CREATE INDEX console_oidc_flow_network ON console_oidc_flow (network);
