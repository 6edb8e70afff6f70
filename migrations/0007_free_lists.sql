-- Free addresses are looked for by who gives them: a node in a CIDR, the zero id for tunnels. By block, a node with thousands
-- of full ones would look into each of them for every pod.
ALTER TABLE free_addresses ADD COLUMN cidr_id uuid, ADD COLUMN node_id uuid;
UPDATE free_addresses f SET cidr_id = b.cidr_id, node_id = coalesce(b.node_id, '00000000-0000-0000-0000-000000000000') FROM blocks b WHERE b.id = f.block_id;
DELETE FROM free_addresses WHERE cidr_id IS NULL;
ALTER TABLE free_addresses
    ALTER COLUMN cidr_id SET NOT NULL,
    ALTER COLUMN node_id SET NOT NULL,
    DROP CONSTRAINT free_addresses_pkey,
    ADD PRIMARY KEY (cidr_id, node_id, rested_at, address);
CREATE INDEX free_addresses_block ON free_addresses (block_id, address);
