using Netaas.Api.Data;
using Netaas.Api.Outbox;
using Npgsql;

namespace Netaas.Api.Networks;

/// <summary>Makes nodes members of the networks that had no room for them, once there is: nodes have been removed, or blocks given back. Used by the leader alone.</summary>
internal sealed class Admission(NpgsqlDataSource dataSource, DispatchSignal dispatch)
{
    /// <returns>How many memberships have begun.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var joined = 0;
        foreach (var node in await FindAsync(ct))
            joined += await AdmitAsync(node, ct);
        if (joined > 0)
            dispatch.Set();
        return joined;
    }

    private async Task<List<Guid>> FindAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("SELECT DISTINCT node_id FROM network_strangers ORDER BY node_id");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var nodes = new List<Guid>();
        while (await reader.ReadAsync(ct))
            nodes.Add(reader.GetGuid(0));
        return nodes;
    }

    /// <summary>One that has gone meanwhile is a stranger no more, as its removal says under the same lock.</summary>
    private async Task<int> AdmitAsync(Guid node, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(dataSource, new Caller(Guid.Empty, "netaas", "room"), ct);
        await session.BeginAsync(ct);
        await MembershipLock.TakeAsync(session, ct);
        var joined = await Strangers.JoinAsync(session, node, Strangers.Of(session, node), ct);
        if (joined > 0)
            await session.CommitAsync(ct);
        return joined;
    }
}
