using System.Text.Json;
using Netaas.Core.Json;

namespace Netaas.Api.Data;

/// <summary>One line of the change log.</summary>
/// <param name="Scope">The node of a member; null for the other kinds.</param>
/// <param name="Nodes">Who must hear of it on the bus; null for every node.</param>
/// <param name="Before">The resource as it was asked for before; null for a creation.</param>
/// <param name="After">As it is asked for now; null for a deletion.</param>
internal sealed record Change(
    long Revision,
    string Kind,
    string Action,
    Guid Resource,
    string Name,
    Guid? Scope = null,
    Guid[]? Nodes = null,
    object? Before = null,
    object? After = null)
{
    /// <summary>The project that may read of it; null for the caller's. The empty id: no project.</summary>
    public Guid? Project { get; init; }

    /// <summary>Why, where what was asked for doesn't say it; else null, and the caller's.</summary>
    public string? Reason { get; init; }
}

/// <summary>Writes the change log, which is also the outbox: readers take it in the order of its revisions.</summary>
internal static class ChangeLog
{
    public static Task AppendAsync(this Session session, Change change, CancellationToken ct)
    {
        session.Changes.Add(change);
        return session.ExecuteAsync(
            """
            INSERT INTO changes (revision, kind, action, resource_id, scope_id, name, project_id, nodes, actor, request_id, before, after, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            ct,
            Parameter.Of(change.Revision),
            Parameter.Of(change.Kind),
            Parameter.Of(change.Action),
            Parameter.Of(change.Resource),
            Parameter.OfNullable(change.Scope),
            Parameter.Of(change.Name),
            Parameter.OfNullable(ReaderOf(change, session.Caller)),
            Parameter.OfNullable(change.Nodes),
            Parameter.Of(session.Caller.Actor),
            Parameter.Of(session.Caller.RequestId),
            Parameter.OfJson(ToJson(change.Before)),
            Parameter.OfJson(ToJson(change.After)),
            Parameter.OfNullable(change.Reason ?? session.Caller.Reason));
    }

    /// <summary>Draws the number of a change. Lock the row that it is for before.</summary>
    public static Task<long> NextRevisionAsync(this Session session, CancellationToken ct) =>
        session.ScalarAsync<long>("SELECT next_revision()", ct);

    public static string? ToJson(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), NetaasJson.Options);

    /// <summary>Whose change it is: null for everybody's, the empty id for that of no project.</summary>
    private static Guid? ReaderOf(Change change, Caller caller) => change.Kind switch
    {
        "node" or "pool" => null,
        "reservation" => Guid.Empty,
        _ => change.Project ?? caller.Project,
    };
}
