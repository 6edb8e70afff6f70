-- Networks whose range each node has to itself.

ALTER TABLE blocks
    ADD COLUMN scope uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    DROP CONSTRAINT blocks_apart,
    ADD CONSTRAINT blocks_apart EXCLUDE USING gist (network_id WITH =, scope WITH =, cidr inet_ops WITH &&),
    -- Scope is the node then: two such networks may have one range, as long as no node holds blocks of both.
    ADD CONSTRAINT blocks_apart_on_node EXCLUDE USING gist (scope WITH =, cidr inet_ops WITH &&)
        WHERE (scope <> '00000000-0000-0000-0000-000000000000');

-- An address is in one block of a network; on networks of that kind each node's block has it.
ALTER TABLE addresses
    DROP CONSTRAINT addresses_once,
    ADD CONSTRAINT addresses_once PRIMARY KEY (network_id, address, block_id);

UPDATE networks SET node_egress = 'keep' WHERE node_egress = 'none';
UPDATE changes SET before = jsonb_set(before, '{nodeEgress}', '"keep"') WHERE kind = 'network' AND before->>'nodeEgress' = 'none';
UPDATE changes SET after = jsonb_set(after, '{nodeEgress}', '"keep"') WHERE kind = 'network' AND after->>'nodeEgress' = 'none';
