-- A pod that is deleted with a time of grace stands until that is over: it takes no new connections and keeps those that it has.

ALTER TABLE pods
    ADD COLUMN terminates_at timestamptz,
    ADD COLUMN terminated_by text,
    ADD COLUMN terminated_request text;
CREATE INDEX pods_in_grace ON pods (terminates_at) WHERE terminates_at IS NOT NULL;
