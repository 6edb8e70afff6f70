-- Pods whose runtime takes the interface into the namespace, and does everything inside, by itself.

ALTER TABLE pods ADD COLUMN is_handed boolean NOT NULL DEFAULT false;
