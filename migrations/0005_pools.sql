-- Pools as resources, ranges held in them, and ranges that a node brought into conflict with a network.

ALTER TABLE pools
    ADD COLUMN labels jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN revision bigint NOT NULL DEFAULT 0,
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD CONSTRAINT pools_apart EXCLUDE USING gist (purpose WITH =, cidr inet_ops WITH &&);

-- Each installation has IPv6 space of its own: unique local addresses under a global id of 40 random bits (RFC 4193 §3.2).
INSERT INTO pools (id, name, purpose, cidr, default_prefix_length)
SELECT id::uuid, name, purpose, ('fd' || substr(hex, 1, 2) || ':' || substr(hex, 3, 4) || ':' || substr(hex, 7, 4) || '::/48')::cidr, length
FROM (VALUES
    ('00000000-0000-7000-8000-000000000013', 'pods-ipv6', 'pods', 56, replace(gen_random_uuid()::text, '-', '')),
    ('00000000-0000-7000-8000-000000000014', 'services-ipv6', 'services', 112, replace(gen_random_uuid()::text, '-', ''))
) AS fresh (id, name, purpose, length, hex);

-- Which outside addresses lead here only the site knows: documentation space (RFC 5737) that clashes with nobody's.
INSERT INTO pools (id, name, purpose, cidr, default_prefix_length)
VALUES ('00000000-0000-7000-8000-000000000015', 'external', 'external', '203.0.113.0/24', 32);

-- Reserved ranges stand beside the networks' CIDRs, so that one constraint keeps all of them apart.
ALTER TABLE network_cidrs
    ALTER COLUMN network_id DROP NOT NULL,
    DROP CONSTRAINT network_cidrs_purpose_check,
    ADD CONSTRAINT network_cidrs_purpose_check CHECK (purpose IN ('pods', 'services', 'reserved')),
    ADD CONSTRAINT network_cidrs_holder CHECK ((network_id IS NULL) = (purpose = 'reserved'));

CREATE TABLE pool_reservations (
    id uuid PRIMARY KEY REFERENCES network_cidrs ON DELETE CASCADE,
    pool_id uuid NOT NULL REFERENCES pools,
    cidr cidr NOT NULL,
    note text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX pool_reservations_pool ON pool_reservations (pool_id);

-- Written whenever a node's facts are, by whoever writes them; a network is never made into a conflict.
CREATE TABLE cidr_conflicts (
    node_id uuid NOT NULL REFERENCES nodes ON DELETE CASCADE,
    network_id uuid NOT NULL REFERENCES networks ON DELETE CASCADE,
    cidr cidr NOT NULL,
    route cidr NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (network_id, node_id, cidr, route)
);
CREATE INDEX cidr_conflicts_node ON cidr_conflicts (node_id);
