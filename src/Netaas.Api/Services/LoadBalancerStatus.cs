using System.Net;
using Netaas.Api.Data;
using Netaas.Api.Status;
using Netaas.Core;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Services;

/// <summary>Who answers for load-balancer addresses, by what the nodes last said of themselves and of each other, and who may.</summary>
internal static class LoadBalancerStatus
{
    /// <summary>In the order of the addresses.</summary>
    public static EquatableList<LoadBalancerAddress> Of(IReadOnlyCollection<IPAddress> addresses, NodeBoard board)
    {
        if (addresses.Count == 0)
            return [];
        var (nodes, deaths) = (board.Nodes, Deaths.Of(board.Nodes, board.Now));
        return [.. addresses.Select(address => new LoadBalancerAddress(address, Claim.AnsweringNode(address, nodes, deaths)?.Name))];
    }

    /// <summary>
    /// The same requirements, with the nodes that may answer where those need endpoints: who waits needn't wait for what can't
    /// come. Pods that are not ready yet count, as they may be about to.
    /// </summary>
    public static async Task<IReadOnlyList<Requirement>> WithServingAsync(
        NpgsqlDataSource dataSource, Caller caller, IReadOnlyList<Requirement> requirements, CancellationToken ct)
    {
        var local = requirements.Where(it => it is { Own: true, Claim.IsLocal: true }).Select(it => it.Key.Id).Distinct().ToList();
        if (local.Count == 0)
            return requirements;
        await using var session = await Session.OpenAsync(dataSource, caller, ct);
        var pods = await Endpoints.LoadAsync(session.Db, local, ct);
        return [.. requirements.Select(it => it.Claim is { IsLocal: true } claim ? it with { Claim = claim with { Serving = Serving(pods[it.Key.Id]) } } : it)];
    }

    private static HashSet<NodeId> Serving(IEnumerable<BackingPod> pods) =>
        [.. pods.Where(pod => pod.Pod.DrainedAt is null).Select(pod => new NodeId(pod.Pod.NodeId))];
}
