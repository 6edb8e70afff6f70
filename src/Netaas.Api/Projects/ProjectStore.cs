using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;

namespace Netaas.Api.Projects;

/// <summary>Writes projects. Their changes are read by the project itself.</summary>
internal static class ProjectStore
{
    /// <summary>Dependents named in a refusal.</summary>
    private const int Named = 100;

    public static async Task<ProjectRow> CreateAsync(Session session, ProjectSpec spec, CancellationToken ct)
    {
        var id = session.NewId("project", spec.Name);
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync(
            "INSERT INTO projects (id, name, labels, revision) VALUES ($1, $2, $3, $4)",
            ct, Parameter.Of(id), Parameter.Of(spec.Name), Parameter.OfJson(spec.Labels.ToJson()), Parameter.Of(revision));
        await Quotas.SetAsync(session, id, spec.Quotas, ct);
        await session.AppendAsync(new Change(revision, "project", "create", id, spec.Name, Nodes: [], After: spec) { Project = id }, ct);
        return await ReadAsync(session, id, ct);
    }

    public static async Task<ProjectRow> UpdateAsync(Session session, ProjectSpec before, ProjectRow present, ProjectSpec spec, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync(
            "UPDATE projects SET labels = $2, revision = $3, updated_at = now() WHERE id = $1",
            ct, Parameter.Of(present.Id), Parameter.OfJson(spec.Labels.ToJson()), Parameter.Of(revision));
        await Quotas.SetAsync(session, present.Id, spec.Quotas, ct);
        await session.AppendAsync(
            new Change(revision, "project", "update", present.Id, present.Name, Nodes: [], Before: before, After: spec) { Project = present.Id }, ct);
        return await ReadAsync(session, present.Id, ct);
    }

    /// <summary>Deletes a project with its tokens. All else that it held is gone.</summary>
    public static async Task<long> DeleteAsync(Session session, ProjectSpec before, ProjectRow present, CancellationToken ct)
    {
        await session.ExecuteAsync("DELETE FROM tokens WHERE project_id = $1", ct, Parameter.Of(present.Id));
        await session.ExecuteAsync("DELETE FROM idempotency_keys WHERE project_id = $1", ct, Parameter.Of(present.Id));
        await Quotas.CloseAsync(session, present.Id, ct);
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync("UPDATE projects SET deleted_revision = $2 WHERE id = $1", ct, Parameter.Of(present.Id), Parameter.Of(revision));
        await session.AppendAsync(new Change(revision, "project", "delete", present.Id, present.Name, Nodes: [], Before: before), ct);
        return revision;
    }

    /// <summary>What a project still holds, or null.</summary>
    public static async Task<Problem?> FindDependentsAsync(Session session, ProjectRow project, CancellationToken ct)
    {
        await using var command = session.Command(
            """
            SELECT 'network', id, name FROM networks WHERE project_id = $1 AND deleted_revision IS NULL
            UNION ALL SELECT 'pod', id, name FROM pods WHERE project_id = $1 AND deleted_revision IS NULL
            UNION ALL SELECT 'service', id, name FROM services WHERE project_id = $1 AND deleted_revision IS NULL
            UNION ALL SELECT 'port-mapping', id, name FROM port_mappings WHERE project_id = $1 AND deleted_revision IS NULL
            UNION ALL SELECT 'token', id, name FROM tokens WHERE project_id = $1
            LIMIT $2
            """,
            Parameter.Of(project.Id), Parameter.Of(Named + 1));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var dependents = new List<Culprit>();
        while (await reader.ReadAsync(ct))
            dependents.Add(new Culprit(reader.GetString(0), reader.GetGuid(1), reader.GetString(2)));
        if (dependents.Count == 0)
            return null;
        var count = dependents.Count > Named ? $"more than {Named}" : $"{dependents.Count}";
        return Problem.Conflict(
            "hasDependents", $"Project '{project.Name}' holds {count} resources: delete them first, or repeat with ?cascade=true.", [.. dependents.Take(Named)]);
    }

    private static Task<ProjectRow> ReadAsync(Session session, Guid id, CancellationToken ct) =>
        session.Db.Projects.Include(row => row.Quotas).SingleAsync(row => row.Id == id, ct);
}
