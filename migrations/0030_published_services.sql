-- A port mapping leads to a pod or to a port of a service, which is its target port then.
ALTER TABLE port_mappings
    ALTER COLUMN pod_id DROP NOT NULL,
    ADD COLUMN service_id uuid REFERENCES services,
    ADD CONSTRAINT port_mappings_target CHECK ((pod_id IS NULL) <> (service_id IS NULL));
CREATE INDEX port_mappings_service ON port_mappings (service_id) WHERE service_id IS NOT NULL;
