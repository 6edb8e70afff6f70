-- Nodes for which a network had no tunnel address left when they enrolled: they are no members of it until they enrol again and there is one.

CREATE TABLE network_strangers (
    network_id uuid NOT NULL REFERENCES networks ON DELETE CASCADE,
    node_id uuid NOT NULL REFERENCES nodes ON DELETE CASCADE,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (network_id, node_id)
);
CREATE INDEX network_strangers_node ON network_strangers (node_id);

CREATE VIEW named_strangers AS
    SELECT s.network_id, s.node_id, n.name AS node_name, s.since FROM network_strangers s JOIN nodes n ON n.id = s.node_id WHERE n.deleted_revision IS NULL;
