-- Projects and tokens as resources, and how much a project may hold.

-- A deleted project stays as a name for the history, and for what its nodes have not let go of yet.
ALTER TABLE projects
    ADD COLUMN labels jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN revision bigint NOT NULL DEFAULT 0,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN deleted_revision bigint,
    DROP CONSTRAINT projects_name;
CREATE UNIQUE INDEX projects_name ON projects (name) WHERE deleted_revision IS NULL;

-- Projects that stand, or of which a node may still hold something.
CREATE VIEW projects_held AS
    SELECT id FROM projects p WHERE deleted_revision IS NULL
        OR EXISTS (SELECT 1 FROM networks WHERE project_id = p.id)
        OR EXISTS (SELECT 1 FROM pods WHERE project_id = p.id)
        OR EXISTS (SELECT 1 FROM port_mappings WHERE project_id = p.id);

-- Tokens of the configuration are written at each start. A join token of the API serves the one node that it has enrolled.
ALTER TABLE tokens
    ADD COLUMN labels jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN revision bigint NOT NULL DEFAULT 0,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN last_used_at timestamptz,
    ADD COLUMN origin text NOT NULL DEFAULT 'api' CHECK (origin IN ('api', 'configuration')),
    ADD COLUMN node_id uuid REFERENCES nodes ON DELETE CASCADE;
UPDATE tokens SET origin = 'configuration';
CREATE UNIQUE INDEX tokens_name ON tokens (project_id, name) NULLS NOT DISTINCT;

-- Quotas --------------------------------------------------------------------------------------------------------------

-- What a project holds is counted only where it may not hold more than so much. `kind` is the name of the table.
CREATE TABLE project_quotas (
    project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
    kind text NOT NULL,
    max bigint NOT NULL,
    used bigint NOT NULL,
    PRIMARY KEY (project_id, kind)
) WITH (fillfactor = 50);

-- Whoever sets a quota locks the project first, and counts then. Every insert holds a share of that lock by its foreign
-- key, whose trigger goes before this one by its name: so each row is either counted by the one or by the other.
CREATE FUNCTION quota_in() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    quota project_quotas;
BEGIN
    UPDATE project_quotas SET used = used + 1 WHERE project_id = NEW.project_id AND kind = TG_TABLE_NAME RETURNING * INTO quota;
    IF quota.used > quota.max THEN
        RAISE EXCEPTION 'quota exceeded' USING ERRCODE = '23514', CONSTRAINT = 'project_quotas_max', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION quota_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM projects WHERE id = OLD.project_id FOR KEY SHARE;
    UPDATE project_quotas SET used = used - 1 WHERE project_id = OLD.project_id AND kind = TG_TABLE_NAME;
    RETURN NULL;
END
$$;

CREATE TRIGGER quota_in AFTER INSERT ON networks FOR EACH ROW EXECUTE FUNCTION quota_in();
CREATE TRIGGER quota_in AFTER INSERT ON pods FOR EACH ROW EXECUTE FUNCTION quota_in();
CREATE TRIGGER quota_in AFTER INSERT ON port_mappings FOR EACH ROW EXECUTE FUNCTION quota_in();
CREATE TRIGGER quota_in AFTER INSERT ON tokens FOR EACH ROW WHEN (NEW.project_id IS NOT NULL) EXECUTE FUNCTION quota_in();

CREATE TRIGGER quota_out AFTER UPDATE OF deleted_revision ON networks
    FOR EACH ROW WHEN (OLD.deleted_revision IS NULL AND NEW.deleted_revision IS NOT NULL) EXECUTE FUNCTION quota_out();
CREATE TRIGGER quota_out AFTER UPDATE OF deleted_revision ON pods
    FOR EACH ROW WHEN (OLD.deleted_revision IS NULL AND NEW.deleted_revision IS NOT NULL) EXECUTE FUNCTION quota_out();
CREATE TRIGGER quota_out AFTER UPDATE OF deleted_revision ON port_mappings
    FOR EACH ROW WHEN (OLD.deleted_revision IS NULL AND NEW.deleted_revision IS NOT NULL) EXECUTE FUNCTION quota_out();
CREATE TRIGGER quota_out AFTER DELETE ON tokens FOR EACH ROW WHEN (OLD.project_id IS NOT NULL) EXECUTE FUNCTION quota_out();
