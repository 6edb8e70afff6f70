using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Projects;
using Npgsql;

namespace Netaas.Api.Resources;

/// <summary>From a body to a row: reading, creating or replacing one resource of any kind, in the session's transaction.</summary>
internal static class Upsert
{
    /// <param name="name">The name that the path gives; null where the body must.</param>
    public static async Task<Outcome<TSpec>> ReadSpecAsync<TSpec, TRow>(
        Session session, IResourceKind<TSpec, TRow> kind, JsonElement body, string? name, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var reader = FieldReader.Of(JsonBody.WithName(body, name));
        reader.Ignore("id", "revision", "createdAt", "updatedAt", "status");
        var spec = kind.Read(reader);
        if (await CheckProjectAsync(session, reader.Text("project"), ct) is { } elsewhere)
            reader.Refuse(elsewhere.Field, elsewhere.Code, elsewhere.Message);
        if (name is not null && spec.Name != name && spec.Name.Length > 0)
            reader.Refuse("name", "mismatch", $"The path says '{name}': give the same name or leave it out.");
        reader.RefuseUnknown();
        if (reader.Problems.Count == 0)
            return spec;
        await kind.CheckReferencesAsync(session, spec, reader, ct);
        return Problem.Invalid(reader.Problems);
    }

    /// <summary>Whether a body is of the project that the request is for; what was read in one must not end up in another.</summary>
    /// <param name="project">As the body has it; null where it doesn't say.</param>
    public static async Task<FieldProblem?> CheckProjectAsync(Session session, string? project, CancellationToken ct) =>
        project is null || project == await session.ScalarAsync<string>("SELECT name FROM projects WHERE id = $1", ct, Parameter.Of(session.Caller.Project))
            ? null
            : new FieldProblem("project", "mismatch", "The request is for another project: choose with ?project=, and leave the field out.");

    public static async Task<TRow?> FindLockedAsync<TSpec, TRow>(Session session, IResourceKind<TSpec, TRow> kind, string reference, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        if (await kind.FindAsync(session, reference, ct) is not { } row)
            return null;
        if (row is IProjectRow owned)
            session.Enter(owned.ProjectId);
        return await kind.LockAsync(session, row.Id, ct);
    }

    public static async Task<Written<TRow>> CreateAsync<TSpec, TRow>(
        Session session, IResourceKind<TSpec, TRow> kind, string plural, TSpec spec, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var created = await ExplainedAsync(session, kind, spec, () => kind.CreateAsync(session, spec, ct), ct);
        return created.Value is { } row
            ? new Written<TRow>(row, StatusCodes.Status201Created, Location: LocationOf(session, plural, row))
            : new Written<TRow>(created.Problem);
    }

    /// <summary>Creates what was not there a moment ago. Whoever is refused as another has just made it finds that one, and replaces it.</summary>
    public static async Task<Written<TRow>> CreateOrReplaceAsync<TSpec, TRow>(
        Session session, IResourceKind<TSpec, TRow> kind, string plural, TSpec spec, Preconditions conditions, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        if (conditions.Check(kind.Kind, null) is { } stale)
            return new Written<TRow>(stale);
        var created = await CreateAsync(session, kind, plural, spec, ct);
        if (created.Problem is not { Status: StatusCodes.Status409Conflict })
            return created;
        await session.RollbackAsync(ct);
        await session.BeginAsync(ct);
        return await FindLockedAsync(session, kind, spec.Name, ct) is { } present ? await ReplaceAsync(session, kind, present, spec, conditions, ct) : created;
    }

    public static async Task<Written<TRow>> ReplaceAsync<TSpec, TRow>(
        Session session, IResourceKind<TSpec, TRow> kind, TRow present, TSpec wanted, Preconditions conditions, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        if (conditions.Check(kind.Kind, present) is { } stale)
            return new Written<TRow>(stale);
        var before = kind.SpecOf(present);
        var spec = kind.Keep(wanted, present);
        if (spec.Equals(before))
            return new Written<TRow>(present, StatusCodes.Status200OK);
        if (kind.ImmutableDifferences(spec, before).ToList() is { Count: > 0 } fields)
            return new Written<TRow>(Immutable(kind.Kind, fields));
        var updated = await ExplainedAsync(session, kind, spec, () => kind.UpdateAsync(session, present, spec, ct), ct);
        return updated.Value is { } row ? new Written<TRow>(row, StatusCodes.Status200OK) : new Written<TRow>(updated.Problem);
    }

    /// <summary>Turns a violated constraint into a refusal, and undoes what was written.</summary>
    private static async Task<Outcome<T>> ExplainedAsync<TSpec, TRow, T>(
        Session session, IResourceKind<TSpec, TRow> kind, TSpec spec, Func<Task<Outcome<T>>> write, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        try
        {
            return await write();
        }
        catch (PostgresException violation) when (violation.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            await session.RollbackAsync(ct);
            if (violation.ConstraintName == Quotas.Constraint)
                return await Quotas.ExceededAsync(session, violation.TableName, ct);
            if (violation.ConstraintName?.EndsWith("_project_id_fkey", StringComparison.Ordinal) == true)
                return Problem.NotFound("project", session.Caller.Project.ToString());
            if (await kind.ExplainAsync(session, violation, spec, ct) is { } problem)
                return problem;
            throw;
        }
    }

    /// <summary>Leads back to the resource for the same token, also where that chose the project.</summary>
    private static string LocationOf(Session session, string plural, IResourceRow row) =>
        $"/api/v1/{plural}/{row.Name}" + (session.Caller is { IsSystem: true, SpansProjects: false } caller ? $"?project={caller.Project}" : "");

    private static Problem Immutable(string kind, IReadOnlyList<string> fields) => Problem.Conflict(
        "immutable",
        $"These fields of a {kind} can't be changed: {string.Join(", ", fields)}. Delete it and create it anew.") with
    {
        Errors = [.. fields.Select(field => new FieldProblem(field, "immutable", "Can't be changed."))],
    };
}
