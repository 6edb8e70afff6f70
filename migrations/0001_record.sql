-- The record: what was asked for, who holds what, and the log of changes.
-- Uniqueness of names, addresses, blocks, CIDRs, ports and VNIs is kept here, by constraints, and nowhere else.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Revisions -----------------------------------------------------------------------------------------------------------

CREATE SEQUENCE revision MINVALUE 0 START 0;
SELECT nextval('revision');

-- Draws the next revision. A reader of the change log must not pass a number whose transaction is still open, so each
-- transaction first announces a floor below all numbers that it will draw: a shared advisory lock named by that floor,
-- which nobody waits for and which ends with the transaction. Draw after locking the row that the number is for.
CREATE FUNCTION next_revision() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    floor bigint;
BEGIN
    IF coalesce(current_setting('netaas.floor', true), '') = '' THEN
        SELECT last_value INTO floor FROM revision;
        PERFORM pg_advisory_xact_lock_shared(floor);
        PERFORM set_config('netaas.floor', floor::text, true);
    END IF;
    RETURN nextval('revision');
END
$$;

-- The highest revision below which no transaction is open. Rows up to it are visible to a statement that begins after
-- this one: the sequence is read first, so whoever drew up to there had announced itself before; a lock is gone only
-- once its transaction can be seen. Must not be called inside the statement that reads the rows.
CREATE FUNCTION settled_revision() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    high bigint;
    floor bigint;
BEGIN
    SELECT last_value INTO high FROM revision;
    SELECT min(classid::bigint << 32 | objid::bigint) INTO floor FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND mode = 'ShareLock'
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
    RETURN least(high, coalesce(floor, high));
END
$$;

-- Owners --------------------------------------------------------------------------------------------------------------

CREATE TABLE projects (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT projects_name UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO projects (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'default');

CREATE TABLE tokens (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    hash bytea NOT NULL CONSTRAINT tokens_hash UNIQUE,
    role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin', 'join')),
    project_id uuid REFERENCES projects,
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Nodes ---------------------------------------------------------------------------------------------------------------

CREATE TABLE nodes (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT nodes_name UNIQUE,
    zone text,
    labels jsonb NOT NULL DEFAULT '{}',
    credential_hash bytea NOT NULL,
    underlay_addresses inet[] NOT NULL,
    host_routes cidr[] NOT NULL,
    facts jsonb NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- How far each node's stream has been sent. Written often, so apart from the node.
CREATE TABLE node_streams (
    node_id uuid PRIMARY KEY REFERENCES nodes ON DELETE CASCADE,
    sent_revision bigint NOT NULL
) WITH (fillfactor = 50);

-- The last report of each node, as it came.
CREATE TABLE node_reports (
    node_id uuid PRIMARY KEY REFERENCES nodes ON DELETE CASCADE,
    report jsonb NOT NULL,
    seen_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Networks ------------------------------------------------------------------------------------------------------------

CREATE TABLE pools (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT pools_name UNIQUE,
    purpose text NOT NULL CHECK (purpose IN ('pods', 'services', 'external')),
    cidr cidr NOT NULL,
    default_prefix_length smallint NOT NULL
);
INSERT INTO pools VALUES
    ('00000000-0000-7000-8000-000000000011', 'pods', 'pods', '10.64.0.0/10', 16),
    ('00000000-0000-7000-8000-000000000012', 'services', 'services', '10.32.0.0/12', 20);

CREATE TABLE networks (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    name text NOT NULL,
    labels jsonb NOT NULL,
    type text NOT NULL,
    encapsulation text NOT NULL,
    vni integer CONSTRAINT networks_vni UNIQUE,
    vxlan_port integer NOT NULL,
    mtu integer NOT NULL,
    mtu_given boolean NOT NULL,
    egress text NOT NULL,
    node_egress text NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_revision bigint
);
CREATE UNIQUE INDEX networks_name ON networks (project_id, name) WHERE deleted_revision IS NULL;

-- Scope is the zero id for what the whole fleet must keep apart, a node's id for what only that node must.
CREATE TABLE network_cidrs (
    id uuid PRIMARY KEY,
    network_id uuid NOT NULL REFERENCES networks ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('pods', 'services')),
    scope uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    cidr cidr NOT NULL,
    node_prefix_length smallint NOT NULL,
    next_block bigint NOT NULL DEFAULT 0,
    CONSTRAINT network_cidrs_apart EXCLUDE USING gist (scope WITH =, cidr inet_ops WITH &&)
);
CREATE INDEX network_cidrs_network ON network_cidrs (network_id);

CREATE TABLE network_members (
    network_id uuid NOT NULL REFERENCES networks ON DELETE CASCADE,
    node_id uuid NOT NULL REFERENCES nodes,
    tunnel_addresses inet[] NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (network_id, node_id)
);
CREATE INDEX network_members_node ON network_members (node_id);

-- Addresses -----------------------------------------------------------------------------------------------------------

-- A block is held by one node; the block without a node gives the tunnel addresses.
-- A block's free list is filled in parts: `filled` counts the addresses that were put into it so far.
CREATE TABLE blocks (
    id uuid PRIMARY KEY,
    network_id uuid NOT NULL REFERENCES networks ON DELETE CASCADE,
    cidr_id uuid NOT NULL REFERENCES network_cidrs ON DELETE CASCADE,
    node_id uuid REFERENCES nodes,
    cidr cidr NOT NULL,
    filled bigint NOT NULL DEFAULT 0,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT blocks_apart EXCLUDE USING gist (network_id WITH =, cidr inet_ops WITH &&)
);
CREATE INDEX blocks_holder ON blocks (network_id, node_id, cidr);

-- Who holds which address. An address that is neither here nor in the free list of its block was not put into it yet.
CREATE TABLE addresses (
    network_id uuid NOT NULL,
    address inet NOT NULL,
    block_id uuid NOT NULL,
    holder text NOT NULL CHECK (holder IN ('pod', 'tunnel', 'lease')),
    node_id uuid NOT NULL,
    pod_id uuid,
    since timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT addresses_once PRIMARY KEY (network_id, address)
);

-- Addresses to give, those never held first, then the longest rested.
CREATE TABLE free_addresses (
    block_id uuid NOT NULL,
    rested_at timestamptz NOT NULL,
    address inet NOT NULL,
    PRIMARY KEY (block_id, rested_at, address)
);

-- Pods and what is published ------------------------------------------------------------------------------------------

CREATE TABLE pods (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    name text NOT NULL,
    labels jsonb NOT NULL,
    mode text NOT NULL,
    network_id uuid REFERENCES networks,
    node_id uuid NOT NULL REFERENCES nodes,
    ports jsonb NOT NULL,
    addresses inet[] NOT NULL,
    mac macaddr NOT NULL,
    netns_path text,
    origin text NOT NULL DEFAULT 'api' CHECK (origin IN ('api', 'node')),
    attachment_id text,
    revision bigint NOT NULL,
    block_revision bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_revision bigint
);
CREATE UNIQUE INDEX pods_name ON pods (project_id, name) WHERE deleted_revision IS NULL;
CREATE UNIQUE INDEX pods_mac ON pods (network_id, mac);
CREATE UNIQUE INDEX pods_attachment ON pods (node_id, attachment_id) WHERE attachment_id IS NOT NULL;
CREATE INDEX pods_node ON pods (node_id);
CREATE INDEX pods_terminating ON pods (node_id) WHERE deleted_revision IS NOT NULL;

CREATE TABLE port_mappings (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    name text NOT NULL,
    labels jsonb NOT NULL,
    nodes uuid[],
    host_address inet NOT NULL,
    protocol text NOT NULL,
    host_port integer NOT NULL,
    host_port_end integer NOT NULL,
    pod_id uuid NOT NULL REFERENCES pods,
    target_port integer NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_revision bigint
);
CREATE UNIQUE INDEX port_mappings_name ON port_mappings (project_id, name) WHERE deleted_revision IS NULL;
CREATE INDEX port_mappings_pod ON port_mappings (pod_id);

-- One space of ports a node. `address` is a host, or 0.0.0.0/0 or ::/0 for all of a family.
CREATE TABLE host_ports (
    node_id uuid NOT NULL REFERENCES nodes ON DELETE CASCADE,
    protocol text NOT NULL,
    address inet NOT NULL,
    ports int4range NOT NULL,
    owner_kind text NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT host_ports_apart EXCLUDE USING gist (node_id WITH =, protocol WITH =, address inet_ops WITH &&, ports WITH &&)
);
CREATE INDEX host_ports_owner ON host_ports (owner_id);

-- The change log ------------------------------------------------------------------------------------------------------

-- Log and outbox in one: a fact is written once, in one order, and each reader keeps its own place.
-- `nodes` is the audience on the bus, null for every node; `scope_id` is the node of a member.
CREATE TABLE changes (
    revision bigint PRIMARY KEY,
    kind text NOT NULL,
    action text NOT NULL CHECK (action IN ('create', 'update', 'delete')),
    resource_id uuid NOT NULL,
    scope_id uuid,
    name text NOT NULL,
    project_id uuid,
    nodes uuid[],
    actor text NOT NULL,
    request_id text NOT NULL,
    before jsonb,
    after jsonb,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE stream_positions (
    reader text PRIMARY KEY,
    revision bigint NOT NULL
) WITH (fillfactor = 50);

-- What subscribers are told, in the order in which they are told it. Written by the one dispatcher at work.
CREATE TABLE events (
    id bigint PRIMARY KEY,
    type text NOT NULL,
    kind text NOT NULL,
    resource_id uuid NOT NULL,
    project_id uuid,
    name text NOT NULL,
    revision bigint NOT NULL,
    body jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

-- VNIs are given in turn from here; those below are left to who chooses one.
CREATE SEQUENCE next_vni MINVALUE 4096 MAXVALUE 16777215 CYCLE;
