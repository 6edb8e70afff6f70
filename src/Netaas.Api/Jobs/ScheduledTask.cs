namespace Netaas.Api.Jobs;

/// <summary>A recurring piece of housekeeping: one statement, run by one process of the API at a time.</summary>
/// <param name="Summary">What it is for.</param>
/// <param name="Sql">Takes the retention in days as its one parameter; the rows that it touched are its result.</param>
internal sealed record ScheduledTask(string Name, string Summary, TimeSpan Interval, string Sql)
{
    public static IReadOnlyList<ScheduledTask> All { get; } =
    [
        new("idempotency-keys", "Forgets Idempotency-Keys after a day.", TimeSpan.FromMinutes(10),
            "DELETE FROM idempotency_keys WHERE created_at < now() - interval '1 day' AND $1 > 0"),
        new("expired-tokens", "Removes tokens a week after they have expired.", TimeSpan.FromMinutes(10),
            "DELETE FROM tokens WHERE expires_at < now() - interval '7 days' AND $1 > 0"),
        new("change-retention", "Removes changes older than the retention that every reader has passed, but for what tells how things stood since.", TimeSpan.FromHours(1),
            """
            DELETE FROM changes c WHERE at < now() - make_interval(days => $1) AND revision <= (SELECT min(revision) FROM stream_positions)
                AND (action = 'delete' OR kind = 'member' OR EXISTS (
                    SELECT 1 FROM changes n WHERE n.resource_id = c.resource_id AND n.revision > c.revision AND n.kind = c.kind AND n.at < now() - make_interval(days => $1)))
            """),
        new("event-retention", "Removes events older than the retention; who resumes before them reads the record anew.", TimeSpan.FromHours(1),
            // The newest stays, as ids go on from it: readers hold them.
            "DELETE FROM events WHERE at < now() - make_interval(days => $1) AND id < (SELECT max(id) FROM events)"),
        new("orphaned-addresses", "Gives back addresses whose pod does not exist.", TimeSpan.FromMinutes(10),
            """
            WITH orphan AS (
                DELETE FROM addresses a WHERE a.holder = 'pod' AND a.since < now() - interval '1 minute' AND $1 > 0
                    AND NOT EXISTS (SELECT 1 FROM pods p WHERE p.id = a.pod_id) RETURNING a.block_id, a.address)
            INSERT INTO free_addresses (block_id, cidr_id, node_id, rested_at, address)
            SELECT b.id, b.cidr_id, b.node_id, now() + interval '60 seconds', o.address FROM orphan o JOIN blocks b ON b.id = o.block_id
            """),
        new("orphaned-ports", "Gives back host ports whose owner does not exist.", TimeSpan.FromMinutes(10),
            "DELETE FROM host_ports h WHERE h.owner_kind = 'port-mapping' AND $1 > 0 AND NOT EXISTS (SELECT 1 FROM port_mappings m WHERE m.id = h.owner_id)"),
        new("network-usage", "Notes how full the pod CIDRs are, for pictures over time, and forgets what is older than the retention.", TimeSpan.FromMinutes(5),
            """
            WITH gone AS (DELETE FROM network_usage WHERE at < now() - make_interval(days => $1)),
                held AS (SELECT b.cidr_id, count(*) AS used FROM addresses a JOIN blocks b ON b.id = a.block_id GROUP BY b.cidr_id)
            INSERT INTO network_usage (network_id, at, cidr, used)
            SELECT c.network_id, now(), c.cidr, coalesce(h.used, 0) FROM network_cidrs c JOIN networks n ON n.id = c.network_id AND n.deleted_revision IS NULL
            LEFT JOIN held h ON h.cidr_id = c.id WHERE c.purpose = 'pods' ON CONFLICT DO NOTHING
            """),
    ];
}
