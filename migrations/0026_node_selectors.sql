-- Networks that only some nodes are members of, told by the nodes' labels. A member that leaves keeps its blocks until it has
-- let go of them and the others have heard of it.

ALTER TABLE networks ADD COLUMN node_selector jsonb NOT NULL DEFAULT '{}';
ALTER TABLE network_members ADD COLUMN deleted_revision bigint;
CREATE INDEX network_members_leaving ON network_members (network_id) WHERE deleted_revision IS NOT NULL;
