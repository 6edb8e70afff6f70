-- The first answer to each POST that carried an Idempotency-Key, written in the transaction of what it answers.
-- A twin that comes meanwhile waits for that transaction at the primary key.
CREATE TABLE idempotency_keys (
    project_id uuid NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status integer,
    etag text,
    location text,
    body text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
