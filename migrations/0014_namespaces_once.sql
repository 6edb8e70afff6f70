-- A namespace that somebody else made is given to one pod of its node. Of those that were given one before, only the first ever
-- came up; the others get one of their own.
WITH later AS (
    SELECT id, after FROM (
        SELECT p.id, (SELECT c.after FROM changes c WHERE c.resource_id = p.id ORDER BY c.revision DESC LIMIT 1) AS after,
            row_number() OVER (PARTITION BY p.node_id, p.netns_path ORDER BY p.id) AS nth
        FROM pods p WHERE p.netns_path IS NOT NULL AND p.deleted_revision IS NULL) given
    WHERE nth > 1),
moved AS (
    UPDATE pods p SET netns_path = NULL, revision = next_revision(), updated_at = now() FROM later WHERE later.id = p.id RETURNING p.*, later.after)
INSERT INTO changes (revision, kind, action, resource_id, name, project_id, nodes, actor, request_id, before, after)
SELECT revision, 'pod', 'update', id, name, project_id, ARRAY[node_id], 'netaas', 'migration-14', after, after || '{"netnsPath": null}' FROM moved;

CREATE UNIQUE INDEX pods_netns ON pods (node_id, netns_path) WHERE netns_path IS NOT NULL AND deleted_revision IS NULL;
