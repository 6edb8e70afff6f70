-- Pods that begin at a node.

ALTER TABLE pods
    ADD COLUMN interface text NOT NULL DEFAULT 'eth0',
    ADD COLUMN has_default_route boolean NOT NULL DEFAULT true,
    -- Who asked for it; null for pods of the API.
    ADD COLUMN source jsonb;

-- A container that is started again has the same attachment, and may be back before its node has confirmed the end of the first.
DROP INDEX pods_attachment;
CREATE UNIQUE INDEX pods_attachment ON pods (node_id, attachment_id) WHERE attachment_id IS NOT NULL AND deleted_revision IS NULL;

-- A node asks for its own leases, network by network.
CREATE INDEX addresses_leases ON addresses (node_id, network_id) WHERE holder = 'lease';

-- Why a change was made, where nobody asked for it in so many words.
ALTER TABLE changes ADD COLUMN reason text;

-- A container may have interfaces in several networks; a name is there once.
DROP INDEX pods_netns;
CREATE UNIQUE INDEX pods_netns ON pods (node_id, netns_path, interface) WHERE netns_path IS NOT NULL AND deleted_revision IS NULL;
