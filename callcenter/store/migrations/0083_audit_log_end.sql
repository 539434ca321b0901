-- The audit log's old end goes by one way only, which leaves an entry of its own: not by a variable that whoever may
-- delete could set. What is promised to whom: docs/console.md.

CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Deletes up to 10,000 entries from before a time, those of calls on hold excepted, and returns how many; with the
-- rights of its owner, who is the table's. Nothing younger than 30 days goes. Whoever writes waits meanwhile, so it
-- gives up (lock_not_available) rather than have them wait behind somebody's long transaction.
CREATE FUNCTION end_audit_log(before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET lock_timeout = '500ms' AS $$
DECLARE
    gone integer;
BEGIN
    IF before > now() - interval '30 days' THEN
        RAISE EXCEPTION 'the audit log keeps the last 30 days' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT FROM audit_log WHERE at < before) THEN
        RETURN 0;
    END IF;
    ALTER TABLE audit_log DISABLE TRIGGER audit_log_stays;
    DELETE FROM audit_log WHERE entry_id IN (
        SELECT a.entry_id FROM audit_log a
        WHERE a.at < before AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = a.subject)
        ORDER BY a.at LIMIT 10000);
    GET DIAGNOSTICS gone = ROW_COUNT;
    ALTER TABLE audit_log ENABLE TRIGGER audit_log_stays;
    IF gone > 0 THEN
        INSERT INTO audit_log (who, role, action, subject, address, facts)
        VALUES (session_user, 'retention', 'audit-ended', '', coalesce(host(inet_client_addr()), ''),
                jsonb_build_object('entries', gone, 'before', before));
    END IF;
    RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION end_audit_log(timestamptz) FROM PUBLIC;

-- Names in it are found where they were made, whatever the caller's search path has before them.
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION end_audit_log(timestamptz) SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
