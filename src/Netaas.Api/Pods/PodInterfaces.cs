using System.Net;
using System.Net.NetworkInformation;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;
using NpgsqlTypes;

namespace Netaas.Api.Pods;

/// <summary>An interface of a pod, in a network.</summary>
/// <param name="Name">In the pod's namespace; eth0, eth1 and so on in their order, if omitted.</param>
/// <param name="Network">By name or id.</param>
/// <param name="Addresses">At most one per family of the network; allocated if omitted.</param>
/// <param name="Mac">Chosen if omitted.</param>
public sealed record PodInterface(string? Name, string Network, EquatableList<IPAddress>? Addresses, MacAddress? Mac);

/// <summary>What a pod has beside its first interface.</summary>
internal sealed class PodInterfaceRow
{
    public Guid PodId { get; init; }
    public short Ordinal { get; init; }
    public string Name { get; init; } = "";
    public Guid NetworkId { get; init; }
    public NetworkRow? Network { get; init; }
    public IPAddress[] Addresses { get; init; } = [];
    public PhysicalAddress Mac { get; init; } = PhysicalAddress.None;
    public long BlockRevision { get; init; }

    public PodInterface ToWire() => new(Name, Network?.Name ?? "", Addresses.ToEquatableList(), MacAddress.FromBytes(Mac.GetAddressBytes()));

    public PodLinkItem ToItem() => new(Name, new NetworkId(NetworkId), Addresses.ToEquatableList(), MacAddress.FromBytes(Mac.GetAddressBytes()));
}

/// <summary>Reads what is asked of a pod's interfaces, and reads and writes those beside the first.</summary>
internal static class PodInterfaces
{
    private const int Most = 8;

    public static EquatableList<PodInterface>? Read(FieldReader body)
    {
        if (body.Objects("interfaces", ReadOne) is not { } given)
            return null;
        if (given.Count is 0 or > Most)
            body.Refuse("interfaces", "outOfRange", $"Give 1 to {Most} interfaces, or leave the field out for one in 'network'.");
        var named = given.Select((link, index) => link with { Name = link.Name ?? $"eth{index}" }).ToEquatableList();
        for (var i = 0; i < named.Count; i++)
            if (!InterfaceName.IsValid(named[i].Name) || named[i].Name == "lo")
                body.Refuse($"interfaces[{i}].name", "invalid", "Give a name of at most 15 visible characters without '/' and ':', and not that of the loopback.");
            else if (named.Take(i).Any(other => other.Name == named[i].Name))
                body.Refuse($"interfaces[{i}].name", "duplicate", "Two interfaces have this name.");
            else if (named.Take(i).Any(other => other.Network == named[i].Network))
                body.Refuse($"interfaces[{i}].network", "duplicate", "A pod has one interface in a network.");
        return named;
    }

    /// <summary>Reads the further interfaces of pods that have some.</summary>
    public static async Task LoadAsync(Db db, IReadOnlyCollection<PodRow> pods, CancellationToken ct)
    {
        var ids = pods.Where(pod => pod.MoreInterfaces > 0).Select(pod => pod.Id).ToList();
        if (ids.Count == 0)
            return;
        var rows = (await db.PodInterfaces.Include(row => row.Network).Where(row => ids.Contains(row.PodId)).ToListAsync(ct)).ToLookup(row => row.PodId);
        foreach (var pod in pods)
            pod.Interfaces = [.. rows[pod.Id].OrderBy(row => row.Ordinal)];
    }

    public static async Task InsertAsync(Session session, IEnumerable<PodInterfaceRow> rows, CancellationToken ct)
    {
        foreach (var row in rows)
            await session.ExecuteAsync(
                "INSERT INTO pod_interfaces (pod_id, ordinal, name, network_id, addresses, mac, block_revision) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                ct,
                Parameter.Of(row.PodId),
                Parameter.Of((int)row.Ordinal),
                Parameter.Of(row.Name),
                Parameter.Of(row.NetworkId),
                Parameter.Of(row.Addresses),
                new NpgsqlParameter { Value = row.Mac, NpgsqlDbType = NpgsqlDbType.MacAddr },
                Parameter.Of(row.BlockRevision));
    }

    /// <summary>A MAC that was given, and that another pod of the network has as that of its first interface; the constraint sees the others.</summary>
    public static async Task<Problem?> FindMacTakenAsync(Session session, NetworkRow network, MacAddress mac, CancellationToken ct) =>
        await session.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM pods WHERE network_id = $1 AND mac = $2)",
            ct, Parameter.Of(network.Id), new NpgsqlParameter { Value = PodStatement.ToPhysical(mac), NpgsqlDbType = NpgsqlDbType.MacAddr })
            ? MacTaken(mac)
            : null;

    public static Problem MacTaken(MacAddress? mac) =>
        Problem.Conflict("macTaken", $"MAC address {(mac is null ? "of an interface" : mac)} is held by another pod of the network: choose another, or leave it out.");

    /// <summary>Interfaces with what the present ones were given where nothing is asked for.</summary>
    public static EquatableList<PodInterface>? Keep(EquatableList<PodInterface>? wanted, EquatableList<PodInterface>? present, IReadOnlyList<Guid> networks)
    {
        if (wanted is not { } asked || present is not { } had)
            return wanted ?? present;
        return asked.Select((link, index) => index >= had.Count ? link : link with
        {
            Network = index < networks.Count && link.Network == networks[index].ToString() ? had[index].Network : link.Network,
            Addresses = link.Addresses ?? had[index].Addresses,
            Mac = link.Mac ?? had[index].Mac,
        }).ToEquatableList();
    }

    private static PodInterface ReadOne(FieldReader link)
    {
        var network = link.Reference("network");
        if (network is null && !link.Has("network"))
            link.Refuse("network", "required", "Say which network the interface is in.");
        return new PodInterface(
            link.Text("name", 64), network ?? "", link.Addresses("addresses")?.OrderBy(address => address.AddressFamily).ToEquatableList(), link.Mac("mac"));
    }
}
