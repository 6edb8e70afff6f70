-- The VNI given last. A row and no sequence: what a dry run draws is drawn again by the write that follows it. Written under
-- the lock that all who add a network hold.
CREATE TABLE last_vni (vni integer NOT NULL);
INSERT INTO last_vni SELECT CASE WHEN is_called THEN last_value ELSE 4095 END FROM next_vni;
DROP SEQUENCE next_vni;
