-- What each scheduled job did last. Quartz keeps its schedule in tables of its own (qrtz_*).
CREATE TABLE job_runs (
    name text PRIMARY KEY,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    succeeded boolean NOT NULL,
    detail text NOT NULL
);
CREATE INDEX changes_at ON changes USING brin (at);
CREATE INDEX events_at ON events USING brin (at);
