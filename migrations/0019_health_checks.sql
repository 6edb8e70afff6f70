-- Health of endpoints, as the agents of their nodes see it.

ALTER TABLE services ADD COLUMN health_check jsonb;

-- Of services with a check alone; a pod without a line has not been looked at yet. Without references, as pod_readiness.
CREATE TABLE endpoint_health (
    service_id uuid NOT NULL,
    pod_id uuid NOT NULL,
    is_healthy boolean NOT NULL,
    message text NOT NULL,
    PRIMARY KEY (service_id, pod_id)
);
CREATE INDEX endpoint_health_pod ON endpoint_health (pod_id);
