-- Services find their pods by labels. Most pods may have none, and the index is none of their concern.
DROP INDEX pods_labels;
CREATE INDEX pods_labels ON pods USING gin (labels jsonb_path_ops) WHERE labels <> '{}';

-- Whose a credential is, is asked for every one that is not known.
CREATE INDEX nodes_credential ON nodes (credential_hash);

-- The next free block is the one behind those that are held in a row.
CREATE INDEX blocks_place ON blocks (cidr_id, scope, cidr);
