using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Addresses;
using Netaas.Api.Data;
using Netaas.Api.Resources;
using Npgsql;

namespace Netaas.Api.Pods;

/// <summary>
/// Gives a node addresses again when its blocks are used up. All who create pods there find that out at the same moment: the
/// first does it for everybody, in a transaction of its own, and nobody waits in a line for a lock.
/// </summary>
internal sealed class BlockRefills(NpgsqlDataSource dataSource)
{
    private readonly ConcurrentDictionary<(Guid Project, string Network, string Node), Lazy<Task<bool>>> _underway = new();

    /// <returns>False where addresses can't be had this way; the longer way finds out why.</returns>
    public Task<bool> RunAsync(Caller caller, PodSpec spec)
    {
        var key = (caller.Project, spec.Network, spec.Node);
        return _underway.GetOrAdd(key, _ => new Lazy<Task<bool>>(() => RunAsync(key, caller, spec))).Value;
    }

    /// <summary>Not ended by a client that goes away: others wait for it.</summary>
    private async Task<bool> RunAsync((Guid Project, string Network, string Node) key, Caller caller, PodSpec spec)
    {
        await Task.Yield();
        try
        {
            return await Attempts.RunAsync(dataSource, caller, (session, ct) => RefillAsync(session, spec, ct), CancellationToken.None);
        }
        catch (PostgresException violation) when (violation.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            return false;
        }
        finally
        {
            _underway.TryRemove(key, out _);
        }
    }

    private static async Task<(bool Result, bool Commit)> RefillAsync(Session session, PodSpec spec, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var network = await session.Db.Networks.Include(row => row.Cidrs)
            .Where(row => row.ProjectId == session.Caller.Project && row.DeletedRevision == null).ByReferenceAsync(spec.Network, ct);
        var node = await session.Db.Nodes.ByReferenceAsync(spec.Node, ct);
        if (network is null || node is null || network.Cidrs.Where(row => row.Purpose == "pods").ToList() is not [var cidr])
            return (false, false);
        await BlockStore.LockCidrAsync(session, cidr.Id, ct);
        var hasAddresses = await AddressStore.RefillAsync(
            session, cidr, node.Id, cancel => PodStore.TakeBlockAsync(session, network, cidr, node, cancel), ct);
        return (hasAddresses, hasAddresses);
    }
}
