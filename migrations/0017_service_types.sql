-- Types of services, addresses as backends, weights, affinity and traffic policies.

ALTER TABLE pods ADD COLUMN weight int NOT NULL DEFAULT 1;
ALTER TABLE services
    ADD COLUMN type text NOT NULL DEFAULT 'clusterIp',
    ADD COLUMN external_name text,
    -- Addresses to send connections to instead of pods; null where a selector finds those.
    ADD COLUMN backends jsonb,
    ADD COLUMN session_affinity text NOT NULL DEFAULT 'none',
    ADD COLUMN session_affinity_timeout_seconds int NOT NULL DEFAULT 10800,
    ADD COLUMN internal_traffic_policy text NOT NULL DEFAULT 'cluster',
    ADD COLUMN external_traffic_policy text NOT NULL DEFAULT 'cluster';
