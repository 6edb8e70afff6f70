-- Pods that live in another pod's namespace.
ALTER TABLE pods ADD COLUMN shared_with_id uuid REFERENCES pods;
CREATE INDEX pods_shared_with ON pods (shared_with_id) WHERE shared_with_id IS NOT NULL;

-- The declared ports of those who share a namespace, its owner's among them. Written only where there are several.
CREATE TABLE shared_ports (
    owner_id uuid NOT NULL REFERENCES pods ON DELETE CASCADE,
    protocol text NOT NULL,
    port integer NOT NULL,
    pod_id uuid NOT NULL REFERENCES pods ON DELETE CASCADE,
    CONSTRAINT shared_ports_once PRIMARY KEY (owner_id, protocol, port)
);
CREATE INDEX shared_ports_pod ON shared_ports (pod_id);
