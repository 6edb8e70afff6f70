using System.Text.Json.Nodes;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Status;
using Npgsql;

namespace Netaas.Api.Resources;

/// <summary>What a client asked for, with defaults in place; values that may be allocated are null while they are not.</summary>
internal interface ISpec
{
    string Name { get; }
}

/// <summary>A page of a list: rows after a cursor, in the order of their ids.</summary>
/// <param name="Labels">All of these must be there.</param>
/// <param name="Fields">Filters by field, as the kind names them.</param>
internal sealed record ListQuery(Guid Project, Guid? After, int Limit, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Whether a label was asked to have two values, which nothing has.</summary>
    public bool IsUnmeetable { get; init; }
}

/// <summary>
/// One kind of resource: what a folder of this project brings, and all that the endpoints of <see cref="ResourceEndpoints"/>
/// need to give it every convention of the API.
/// </summary>
internal interface IResourceKind<TSpec, TRow>
    where TSpec : class, ISpec
    where TRow : class, IResourceRow
{
    /// <summary>Singular, as errors and the change log say it: <c>port-mapping</c>.</summary>
    string Kind { get; }

    /// <summary>Where the rows are; a row that is gone from there is gone from every node.</summary>
    string Table { get; }

    /// <summary>Who may read and write them.</summary>
    Access Access => Access.Project;

    /// <summary>Names of the query parameters that filter a list.</summary>
    IReadOnlyList<string> Filters { get; }

    /// <summary>Reads a body, noting every problem in the reader. The result means something only if there is none.</summary>
    TSpec Read(FieldReader body);

    /// <summary>Notes references that lead nowhere, once more problems are known or a write found nothing to do.</summary>
    Task CheckReferencesAsync(Session session, TSpec spec, FieldReader body, CancellationToken ct);

    TSpec SpecOf(TRow row);

    /// <summary>The wish as it stands beside what is there: what was allocated and is omitted keeps its value.</summary>
    TSpec Keep(TSpec wanted, TRow present);

    /// <summary>A set's wish beside what is there: what the resource's own end has made of it is no difference.</summary>
    TSpec Spare(TSpec wanted, TRow present) => wanted;

    /// <summary>Takes out of a patched body what was allocated, is not in the patch, and has no place in what the patch makes of the resource.</summary>
    void GiveWay(JsonObject merged, JsonObject patch)
    {
    }

    /// <summary>Takes out of a resource as the change log has it what was chosen for it, follows something else, and is to be chosen anew.</summary>
    void Recall(JsonObject recorded)
    {
    }

    /// <summary>Names of fields in which the wish differs and that can't change.</summary>
    IEnumerable<string> ImmutableDifferences(TSpec wanted, TSpec present);

    Task<TRow?> FindAsync(Session session, string reference, CancellationToken ct);

    /// <summary>The same for a lone read, which needs no session: a kind that is read by many at once may read for them together.</summary>
    async Task<TRow?> ReadAsync(NpgsqlDataSource dataSource, Caller caller, string reference, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(dataSource, caller, ct);
        return await FindAsync(session, reference, ct);
    }

    /// <summary>Locks the row until the transaction ends; null when it is gone by now.</summary>
    Task<TRow?> LockAsync(Session session, Guid id, CancellationToken ct);

    Task<IReadOnlyList<TRow>> ListAsync(Session session, ListQuery query, CancellationToken ct);

    Task<Outcome<TRow>> CreateAsync(Session session, TSpec spec, CancellationToken ct);

    Task<Outcome<TRow>> UpdateAsync(Session session, TRow present, TSpec spec, CancellationToken ct);

    /// <summary>Gives up the ports and addresses that an update takes anew in any case, so that others of the same set can have them.</summary>
    Task LetGoAsync(Session session, TRow present, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Whether a rollback may make one anew, with what depends on it: clients have asked for all of that.</summary>
    bool MayBeMadeAnew => true;

    /// <summary>Whether a client asked for it, and it may go as clients' sets no longer have it.</summary>
    bool IsAskedFor(TRow row) => true;

    /// <summary>Marks the resource as deleted, or says what depends on it.</summary>
    /// <returns>The revision of the deletion.</returns>
    Task<Outcome<long>> DeleteAsync(Session session, TRow present, bool cascade, CancellationToken ct);

    /// <summary>
    /// Whether a deleted resource still holds what its nodes, but for those that are away, have let go of. Where one is away most
    /// wait for that one with all that they hold, and nobody else waits for it.
    /// </summary>
    Task<bool> IsHeldAsync(Session session, Guid id, Guid[] away, CancellationToken ct) => away.Length > 0
        ? Task.FromResult(false)
        : session.ScalarAsync<bool>($"SELECT EXISTS (SELECT 1 FROM {Table} WHERE id = $1)", ct, Parameter.Of(id));

    /// <summary>Says in the field's terms what a violated constraint means; null for one that is not the client's doing.</summary>
    Task<Problem?> ExplainAsync(Session session, PostgresException violation, TSpec spec, CancellationToken ct);

    /// <summary>What has to hold on which nodes before the resource is ready, the resource's own objects first.</summary>
    IReadOnlyList<Requirement> RequirementsOf(TRow row);

    /// <summary>The resource as it stands in an answer.</summary>
    object ToWire(TRow row, Verdict verdict);

    /// <summary>The same in an answer to something that did not happen now: without what is told only once.</summary>
    object ToWireAgain(TRow row, Verdict verdict) => ToWire(row, verdict);
}
