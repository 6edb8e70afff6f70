-- Services with an address on the underlay that one of the nodes answers for.

ALTER TABLE services
    ADD COLUMN load_balancer_ips inet[] NOT NULL DEFAULT '{}',
    ADD COLUMN load_balancer_source_ranges cidr[] NOT NULL DEFAULT '{}',
    ADD COLUMN health_check_node_port int;

-- Each stands on the underlay of all, whatever network its service is in. Freed with the service's row, when the nodes have let go.
CREATE TABLE load_balancer_ips (
    address inet NOT NULL,
    service_id uuid NOT NULL REFERENCES services ON DELETE CASCADE,
    CONSTRAINT load_balancer_ips_once PRIMARY KEY (address)
);
CREATE INDEX load_balancer_ips_service ON load_balancer_ips (service_id);
