-- A service may prefer the endpoints of the zone in which it is asked.
ALTER TABLE services ADD COLUMN prefer_same_zone boolean NOT NULL DEFAULT false;
