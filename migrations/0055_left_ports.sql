-- A port that a mapping has left on a node that is away stays taken until the node confirms.

ALTER TABLE host_ports ADD COLUMN is_left boolean NOT NULL DEFAULT false;
CREATE INDEX host_ports_left ON host_ports (node_id) WHERE is_left;
