using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Core.Calculator;
using Netaas.Core.View;

namespace Netaas.Api.Networks;

/// <summary>The MTU of networks that were given none: what the lowest uplink leaves, always.</summary>
internal static class NetworkMtu
{
    /// <summary>What VXLAN takes off a packet: outer IPv4 20, UDP 8, VXLAN 8, inner Ethernet 14 (RFC 7348 §5).</summary>
    private const int VxlanOverIpv4 = 50;

    /// <summary>The same with an outer IPv6 header of 40.</summary>
    private const int VxlanOverIpv6 = 70;

    private const int DefaultUplinkMtu = 1500;

    /// <summary>IPv6 needs so much on every link (RFC 8200 §5), whatever the uplinks say.</summary>
    private const int LowestForIpv6 = 1280;

    public static async Task<int> ChooseAsync(Session session, NetworkSpec spec, CancellationToken ct) =>
        Of(await LowestUplinkAsync(session, spec.NodeSelector.ToJson(), ct), spec);

    /// <summary>Lets networks follow the nodes' uplinks. Needs the <see cref="MembershipLock"/>.</summary>
    public static async Task FollowAsync(Session session, CancellationToken ct)
    {
        var uplinks = new Dictionary<string, (int, bool)>();
        var networks = await session.Db.Networks.Include(row => row.Cidrs).Where(row => row.DeletedRevision == null && !row.MtuGiven).OrderBy(row => row.Id).ToListAsync(ct);
        foreach (var row in networks)
        {
            if (!uplinks.TryGetValue(row.NodeSelectorJson, out var uplink))
                uplinks[row.NodeSelectorJson] = uplink = await LowestUplinkAsync(session, row.NodeSelectorJson, ct);
            var before = NetworkSpec.Of(row);
            var mtu = Of(uplink, before);
            if (mtu != row.Mtu)
                await ChangeAsync(session, row, before, mtu, ct);
        }
    }

    private static async Task ChangeAsync(Session session, NetworkRow row, NetworkSpec before, int mtu, CancellationToken ct)
    {
        // A client may be changing or deleting it at this moment.
        if (!await session.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM networks WHERE id = $1 AND deleted_revision IS NULL AND NOT mtu_given FOR UPDATE)", ct, Parameter.Of(row.Id)))
            return;
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync(
            "UPDATE networks SET mtu = $2, revision = $3, updated_at = now() WHERE id = $1", ct, Parameter.Of(row.Id), Parameter.Of(mtu), Parameter.Of(revision));
        await session.AppendAsync(
            new Change(revision, "network", "update", row.Id, row.Name, Before: before.ToRecord(false), After: (before with { Mtu = mtu }).ToRecord(false)) { Project = row.ProjectId }, ct);
    }

    private static int Of((int Mtu, bool IsIpv6) uplink, NetworkSpec spec)
    {
        var left = uplink.Mtu - (spec.Encapsulation == Encapsulation.None ? 0 : uplink.IsIpv6 ? VxlanOverIpv6 : VxlanOverIpv4);
        return spec.WantedFamilies().Contains(IpFamily.Ipv6) ? Math.Max(left, LowestForIpv6) : left;
    }

    /// <summary>Tunnels begin at a node's first underlay address; one over IPv6 makes the room smaller for all.</summary>
    /// <param name="selector">The labels of the nodes that count.</param>
    private static async Task<(int Mtu, bool IsIpv6)> LowestUplinkAsync(Session session, string selector, CancellationToken ct)
    {
        await using var command = session.Command(
            """
            SELECT min(nullif((facts->>'uplinkMtu')::int, 0)), coalesce(bool_or(family(underlay_addresses[1]) = 6), false) FROM nodes
            WHERE deleted_revision IS NULL AND labels @> $1
            """,
            Parameter.OfJson(selector));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (await reader.IsDBNullAsync(0, ct) ? DefaultUplinkMtu : reader.GetInt32(0), reader.GetBoolean(1));
    }
}
