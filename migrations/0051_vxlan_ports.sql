-- VXLAN takes its UDP port on every node: claimed beside what is published there, once for all networks of a port, under the zero id.

CREATE INDEX networks_vxlan_port ON networks (vxlan_port) WHERE vni IS NOT NULL;

-- What is published on such a port already stays, and keeps the claim from that node.
INSERT INTO host_ports (node_id, protocol, address, ports, owner_kind, owner_id)
SELECT n.id, 'udp', any_address::inet, int4range(v.port, v.port, '[]'), 'network', '00000000-0000-0000-0000-000000000000'
FROM nodes n, (SELECT DISTINCT vxlan_port AS port FROM networks WHERE vni IS NOT NULL) v, unnest(ARRAY['0.0.0.0/0', '::/0']) any_address
WHERE n.deleted_revision IS NULL
ON CONFLICT DO NOTHING;
