using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.View;

namespace Netaas.Api.Networks;

/// <summary>Writes networks, with their CIDRs and the tunnel addresses of their members.</summary>
internal static class NetworkStore
{
    /// <summary>Those of the caller's project, with their CIDRs.</summary>
    public static IQueryable<NetworkRow> Live(Session session) =>
        session.Db.Networks.Include(row => row.Cidrs).Where(row => row.ProjectId == session.Caller.Project && row.DeletedRevision == null);

    public static async Task<Outcome<NetworkRow>> CreateAsync(Session session, NetworkSpec spec, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        await MembershipLock.TakeAsync(session, ct);
        var filled = await CidrChoice.FillAsync(session, spec, ct);
        if (filled.Value is null)
            return filled.Problem ?? throw new InvalidOperationException("CIDRs are chosen or refused.");
        spec = filled.Value;
        if (await NetworkRefusals.FindClashAsync(session, spec, ct) is { } clash)
            return clash;
        var row = await InsertAsync(session, spec, ct);
        if (await AddMembersAsync(session, row, ct) is { } full)
            return full.At("podCidrs");
        if (row.Vni is not null)
            await VxlanPorts.ClaimAsync(session, row.VxlanPort, ct);
        await Membership.LoadAsync(session.Db, [row], ct);
        await session.AppendAsync(new Change(row.Revision, "network", "create", row.Id, row.Name, After: Recorded(spec, row)), ct);
        return row;
    }

    public static async Task<Outcome<NetworkRow>> UpdateAsync(Session session, NetworkSpec before, NetworkRow present, NetworkSpec spec, CancellationToken ct)
    {
        var isGiven = spec.Mtu is not null && (present.MtuGiven || spec.Mtu != present.Mtu);
        // It is given no longer, or other members may have other uplinks.
        if (!isGiven && (spec.Mtu is null || !spec.NodeSelector.Equals(before.NodeSelector)))
            spec = spec with { Mtu = await NetworkMtu.ChooseAsync(session, spec, ct) };
        var row = new NetworkRow
        {
            Id = present.Id,
            ProjectId = present.ProjectId,
            Name = present.Name,
            LabelsJson = spec.Labels.ToJson(),
            Type = present.Type,
            Encapsulation = present.Encapsulation,
            Vni = present.Vni,
            VxlanPort = present.VxlanPort,
            Mtu = spec.Mtu ?? present.Mtu,
            MtuGiven = isGiven,
            Egress = spec.Egress,
            NodeEgress = spec.NodeEgress,
            NodeSelectorJson = spec.NodeSelector.ToJson(),
            Revision = await session.NextRevisionAsync(ct),
            CreatedAt = present.CreatedAt,
            UpdatedAt = DateTime.UtcNow,
            Cidrs = present.Cidrs,
            Conflicts = present.Conflicts,
            Strangers = spec.NodeSelector.Equals(before.NodeSelector) ? present.Strangers : [],
        };
        await session.ExecuteAsync(
            """
            UPDATE networks SET labels = $2, mtu = $3, mtu_given = $4, egress = $5, node_egress = $6, revision = $7, updated_at = $8, node_selector = $9 WHERE id = $1
            """,
            ct,
            Parameter.Of(row.Id),
            Parameter.OfJson(row.LabelsJson),
            Parameter.Of(row.Mtu),
            Parameter.Of(row.MtuGiven),
            Parameter.Of(Text(row.Egress)),
            Parameter.Of(Text(row.NodeEgress)),
            Parameter.Of(row.Revision),
            Parameter.Of(row.UpdatedAt),
            Parameter.OfJson(row.NodeSelectorJson));
        await session.AppendAsync(new Change(row.Revision, "network", "update", row.Id, row.Name, Before: before.ToRecord(present.MtuGiven), After: Recorded(spec, row)), ct);
        if (!spec.NodeSelector.Equals(before.NodeSelector) && await Membership.FollowAsync(session, row, null, ct) is { } held)
            return held;
        await Membership.LoadAsync(session.Db, [row], ct);
        return row;
    }

    /// <summary>Marks a network as deleted. Its CIDRs stay taken until the nodes confirm.</summary>
    public static async Task<long> DeleteAsync(Session session, NetworkSpec before, NetworkRow present, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync("UPDATE networks SET deleted_revision = $2 WHERE id = $1", ct, Parameter.Of(present.Id), Parameter.Of(revision));
        await session.AppendAsync(new Change(revision, "network", "delete", present.Id, present.Name, Before: before.ToRecord(present.MtuGiven)), ct);
        return revision;
    }

    private static async Task<NetworkRow> InsertAsync(Session session, NetworkSpec spec, CancellationToken ct)
    {
        var id = session.NewId("network", spec.Name);
        var cidrs = CidrRows(id, spec);
        var row = new NetworkRow
        {
            Id = id,
            ProjectId = session.Caller.Project,
            Name = spec.Name,
            LabelsJson = spec.Labels.ToJson(),
            Type = spec.Type,
            Encapsulation = spec.Encapsulation,
            Vni = spec.Encapsulation == Encapsulation.None ? null : spec.Vni ?? await NextVniAsync(session, ct),
            VxlanPort = spec.VxlanPort,
            Mtu = spec.Mtu ?? await NetworkMtu.ChooseAsync(session, spec, ct),
            MtuGiven = spec.Mtu is not null,
            Egress = spec.Egress,
            NodeEgress = spec.NodeEgress,
            NodeSelectorJson = spec.NodeSelector.ToJson(),
            Revision = await session.NextRevisionAsync(ct),
            CreatedAt = DateTime.UtcNow,
            UpdatedAt = DateTime.UtcNow,
            Cidrs = cidrs,
        };
        await session.ExecuteAsync(
            """
            INSERT INTO networks (id, project_id, name, labels, type, encapsulation, vni, vxlan_port, mtu, mtu_given, egress, node_egress, revision, created_at, updated_at, node_selector)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15)
            """,
            ct,
            Parameter.Of(row.Id),
            Parameter.Of(row.ProjectId),
            Parameter.Of(row.Name),
            Parameter.OfJson(row.LabelsJson),
            Parameter.Of(Text(row.Type)),
            Parameter.Of(Text(row.Encapsulation)),
            Parameter.OfNullable(row.Vni),
            Parameter.Of(row.VxlanPort),
            Parameter.Of(row.Mtu),
            Parameter.Of(row.MtuGiven),
            Parameter.Of(Text(row.Egress)),
            Parameter.Of(Text(row.NodeEgress)),
            Parameter.Of(row.Revision),
            Parameter.Of(row.CreatedAt),
            Parameter.OfJson(row.NodeSelectorJson));
        foreach (var cidr in cidrs)
            await session.ExecuteAsync(
                "INSERT INTO network_cidrs (id, network_id, purpose, cidr, node_prefix_length, scope) VALUES ($1, $2, $3, $4, $5, $6)",
                ct,
                Parameter.Of(cidr.Id),
                Parameter.Of(cidr.NetworkId),
                Parameter.Of(cidr.Purpose),
                Parameter.Of(cidr.Cidr),
                Parameter.Of((int)cidr.NodePrefixLength),
                Parameter.Of(cidr.Scope));
        return row;
    }

    private static List<NetworkCidrRow> CidrRows(Guid network, NetworkSpec spec)
    {
        var pods = (spec.PodCidrs ?? []).Select((cidr, i) => Row("pods", cidr, spec.NodePrefixLength(i)));
        var services = (spec.ServiceCidrs ?? []).Select(cidr => Row("services", cidr, Cidr.Bits(cidr.Family())));
        return [.. pods, .. services];

        NetworkCidrRow Row(string purpose, IPNetwork cidr, int nodePrefixLength) => new()
        {
            Id = Guid.CreateVersion7(),
            NetworkId = network,
            Purpose = purpose,
            Cidr = cidr,
            NodePrefixLength = (short)nodePrefixLength,
            Scope = spec.IsNodeLocal && purpose == "pods" ? network : Guid.Empty,
        };
    }

    private static async Task<Problem?> AddMembersAsync(Session session, NetworkRow row, CancellationToken ct)
    {
        await using var command = session.Command("SELECT id FROM nodes WHERE deleted_revision IS NULL AND labels @> $1 ORDER BY id", Parameter.OfJson(row.NodeSelectorJson));
        var nodes = new List<Guid>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct))
                nodes.Add(reader.GetGuid(0));
        if (await MemberStore.AddAsync(session, row, [.. nodes], row.Revision, ct) is { } full)
            return full;
        // A range that only some nodes know of is no reason to refuse a network that has it on each node apart.
        if (row.Type == NetworkType.Bridge)
            foreach (var node in nodes)
                await CidrConflicts.RenewAsync(session, node, ct);
        return null;
    }

    /// <summary>Numbers go round, so that one just given back is not given again at once.</summary>
    private static async Task<int> NextVniAsync(Session session, CancellationToken ct)
    {
        while (true)
        {
            var vni = await session.ScalarAsync<int>(
                "UPDATE last_vni SET vni = CASE WHEN vni < 16777215 THEN vni + 1 ELSE 4096 END RETURNING vni", ct);
            if (!await session.ScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM networks WHERE vni = $1)", ct, Parameter.Of(vni)))
                return vni;
        }
    }

    /// <summary>What was asked for, with what was chosen for it.</summary>
    private static JsonObject Recorded(NetworkSpec spec, NetworkRow row)
    {
        var full = spec with
        {
            NodePrefixLengths = row.Cidrs.Where(cidr => cidr.Purpose == "pods").Select(cidr => (int)cidr.NodePrefixLength).ToEquatableList(),
            Vni = row.Vni,
            Mtu = row.Mtu,
        };
        return full.ToRecord(row.MtuGiven);
    }

    private static string Text<T>(T choice) where T : struct, Enum => EnumText<T>.ToText(choice);
}
