-- What a network shows of a conflict: one line a node, the lowest of what overlaps.
CREATE VIEW network_conflicts AS
    SELECT c.network_id, c.node_id, n.name AS node_name, min(c.cidr)::cidr AS cidr, min(c.route)::cidr AS route, min(c.since) AS since
    FROM cidr_conflicts c JOIN nodes n ON n.id = c.node_id GROUP BY c.network_id, c.node_id, n.name;
