-- How fast changes became ready is read by time, and of phases alone.
CREATE INDEX events_status_at ON events (at) WHERE type = 'status';

-- How full each pod CIDR was, a row a CIDR and sampling. Counted as status.utilization is, so that a picture of it ends where that stands.
CREATE TABLE network_usage (
    network_id uuid NOT NULL,
    at timestamptz NOT NULL,
    cidr cidr NOT NULL,
    used bigint NOT NULL,
    PRIMARY KEY (network_id, at, cidr)
);
CREATE INDEX network_usage_at ON network_usage USING brin (at);
