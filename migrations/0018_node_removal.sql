-- Nodes are removed by an operator: first told to everybody, then forgotten with all that they held. A name is free at once.

ALTER TABLE nodes ADD COLUMN deleted_revision bigint;
ALTER TABLE nodes DROP CONSTRAINT nodes_name;
CREATE UNIQUE INDEX nodes_name ON nodes (name) WHERE deleted_revision IS NULL;
