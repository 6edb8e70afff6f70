-- What is created together is counted together: one update of a quota a statement, not one a row.
CREATE FUNCTION quota_in_all() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_over boolean;
BEGIN
    WITH counted AS (SELECT project_id, count(*) AS number FROM added GROUP BY project_id),
    raised AS (
        UPDATE project_quotas q SET used = used + counted.number FROM counted
        WHERE q.project_id = counted.project_id AND q.kind = TG_TABLE_NAME RETURNING q.used > q.max AS is_over)
    SELECT bool_or(raised.is_over) INTO is_over FROM raised;
    IF is_over THEN
        RAISE EXCEPTION 'quota exceeded' USING ERRCODE = '23514', CONSTRAINT = 'project_quotas_max', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;

DROP TRIGGER quota_in ON pods;
CREATE TRIGGER quota_in AFTER INSERT ON pods REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quota_in_all();
