-- Load-balancer addresses are shown with those who hold them, and counted where a project may not hold more. They count until the nodes have let go.

ALTER TABLE load_balancer_ips
    ADD COLUMN project_id uuid REFERENCES projects,
    ADD COLUMN since timestamptz NOT NULL DEFAULT now();
UPDATE load_balancer_ips l SET project_id = s.project_id FROM services s WHERE s.id = l.service_id;
ALTER TABLE load_balancer_ips ALTER COLUMN project_id SET NOT NULL;
CREATE INDEX load_balancer_ips_project ON load_balancer_ips (project_id);

CREATE TRIGGER quota_in AFTER INSERT ON load_balancer_ips FOR EACH ROW EXECUTE FUNCTION quota_in();
CREATE TRIGGER quota_out AFTER DELETE ON load_balancer_ips FOR EACH ROW EXECUTE FUNCTION quota_out();
