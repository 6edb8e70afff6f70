-- Services send connections to pods that are ready, and to those that are drained no new ones.

ALTER TABLE pods ADD COLUMN drained_at timestamptz;
CREATE INDEX pods_drained ON pods (drained_at) WHERE drained_at IS NOT NULL;
ALTER TABLE services ADD COLUMN termination_grace_seconds int NOT NULL DEFAULT 30;

-- What the leader saw last of each pod with labels: whether its node holds it verified. No reference to the pod: writing it
-- would wait for whoever has the pod locked. A pod without labels is behind no service and costs nothing here.
CREATE TABLE pod_readiness (
    pod_id uuid PRIMARY KEY,
    is_ready boolean NOT NULL,
    reason text NOT NULL,
    message text NOT NULL
);
INSERT INTO pod_readiness SELECT id, true, 'ready', '' FROM pods WHERE deleted_revision IS NULL AND labels <> '{}' AND network_id IS NOT NULL;

-- Services of a pod's labels are found by the first pair of their selectors.
CREATE FUNCTION first_pair(selector jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT key || '=' || value FROM jsonb_each_text(selector) ORDER BY key LIMIT 1
$$;
CREATE INDEX services_selector ON services (network_id, first_pair(selector)) WHERE deleted_revision IS NULL;
CREATE INDEX services_endpoints_revision ON services (endpoints_revision);

-- The services behind which a pod of such a network and labels stands.
CREATE FUNCTION services_of(uuid, jsonb) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT s.id FROM jsonb_each_text($2) pair JOIN services s
        ON s.network_id = $1 AND first_pair(s.selector) = pair.key || '=' || pair.value AND s.deleted_revision IS NULL
    WHERE $2 @> s.selector
$$;
