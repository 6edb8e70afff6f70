-- Pods in several networks: what they have beside their first interface, which stands with the pod.

ALTER TABLE pods ADD COLUMN more_interfaces smallint NOT NULL DEFAULT 0;

CREATE TABLE pod_interfaces (
    pod_id uuid NOT NULL,
    ordinal smallint NOT NULL,
    name text NOT NULL,
    network_id uuid NOT NULL REFERENCES networks,
    addresses inet[] NOT NULL,
    mac macaddr NOT NULL,
    block_revision bigint NOT NULL,
    PRIMARY KEY (pod_id, ordinal)
);
CREATE INDEX pod_interfaces_network ON pod_interfaces (network_id);
CREATE UNIQUE INDEX pod_interfaces_mac ON pod_interfaces (network_id, mac);

-- The networks that a pod is in.
CREATE FUNCTION networks_of(pod uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT network_id FROM pods WHERE id = $1 AND network_id IS NOT NULL
    UNION ALL SELECT network_id FROM pod_interfaces WHERE pod_id = $1
$$;
