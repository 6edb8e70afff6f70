-- Whether a node was up when its report was last looked at: while the API is away, nobody hears its reports, and seen_at alone
-- can't tell that from a node that fell silent.
ALTER TABLE node_reports ADD COLUMN is_up boolean NOT NULL DEFAULT true;
