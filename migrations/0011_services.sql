-- Services: a virtual address in front of the pods of a network that have certain labels.

CREATE TABLE services (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    name text NOT NULL,
    labels jsonb NOT NULL,
    network_id uuid NOT NULL REFERENCES networks,
    selector jsonb NOT NULL,
    ports jsonb NOT NULL,
    cluster_ips inet[] NOT NULL,
    revision bigint NOT NULL,
    -- The change that last touched one of its pods: nodes hear of its endpoints at that revision.
    endpoints_revision bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_revision bigint
);
CREATE UNIQUE INDEX services_name ON services (project_id, name) WHERE deleted_revision IS NULL;
CREATE INDEX services_network ON services (network_id);

-- Freed with the service's row, when the nodes have let go of it.
CREATE TABLE service_ips (
    network_id uuid NOT NULL,
    address inet NOT NULL,
    service_id uuid NOT NULL REFERENCES services ON DELETE CASCADE,
    CONSTRAINT service_ips_once PRIMARY KEY (network_id, address)
);
CREATE INDEX service_ips_service ON service_ips (service_id);

-- Services find their pods by labels. Pods without any cost nothing here.
CREATE INDEX pods_labels ON pods USING gin (labels jsonb_path_ops);

CREATE OR REPLACE VIEW projects_held AS
    SELECT id FROM projects p WHERE deleted_revision IS NULL
        OR EXISTS (SELECT 1 FROM networks WHERE project_id = p.id)
        OR EXISTS (SELECT 1 FROM pods WHERE project_id = p.id)
        OR EXISTS (SELECT 1 FROM services WHERE project_id = p.id)
        OR EXISTS (SELECT 1 FROM port_mappings WHERE project_id = p.id);
