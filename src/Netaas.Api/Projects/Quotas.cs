using Netaas.Api.Data;
using Netaas.Api.Http;

namespace Netaas.Api.Projects;

/// <summary>How much a project may hold. The database counts and refuses, and only where a quota is set.</summary>
internal static class Quotas
{
    /// <summary>Violated by a row too many (<c>quota_in</c> in migrations/0004_tenancy.sql).</summary>
    public const string Constraint = "project_quotas_max";

    /// <summary>Each kind by its table, with how to say it and what counts.</summary>
    private static readonly (string Table, string Words, string Counted, Func<ProjectQuotas, int?> Of)[] Kinds =
    [
        ("networks", "networks", "deleted_revision IS NULL", quotas => quotas.Networks),
        ("pods", "pods", "deleted_revision IS NULL", quotas => quotas.Pods),
        ("port_mappings", "port mappings", "deleted_revision IS NULL", quotas => quotas.PortMappings),
        ("services", "services", "deleted_revision IS NULL", quotas => quotas.Services),
        ("load_balancer_ips", "load-balancer addresses", "true", quotas => quotas.LoadBalancerIps),
        ("tokens", "tokens", "true", quotas => quotas.Tokens),
    ];

    public static ProjectQuotas Of(IEnumerable<ProjectQuotaRow> rows, Func<ProjectQuotaRow, long> number)
    {
        var byKind = rows.ToDictionary(row => row.Kind, row => (int?)number(row));
        return new ProjectQuotas(
            byKind.GetValueOrDefault("networks"), byKind.GetValueOrDefault("pods"), byKind.GetValueOrDefault("port_mappings"), byKind.GetValueOrDefault("tokens"),
            byKind.GetValueOrDefault("services"), byKind.GetValueOrDefault("load_balancer_ips"));
    }

    /// <summary>Sets all quotas of a project and counts what they limit. The project must be locked.</summary>
    public static async Task SetAsync(Session session, Guid project, ProjectQuotas quotas, CancellationToken ct)
    {
        foreach (var kind in Kinds)
            if (kind.Of(quotas) is { } max)
                await session.ExecuteAsync(
                    $"""
                    INSERT INTO project_quotas (project_id, kind, max, used)
                    SELECT $1, '{kind.Table}', $2, count(*) FROM {kind.Table} WHERE project_id = $1 AND {kind.Counted}
                    ON CONFLICT (project_id, kind) DO UPDATE SET max = excluded.max
                    """,
                    ct, Parameter.Of(project), Parameter.Of((long)max));
            else
                await session.ExecuteAsync(
                    "DELETE FROM project_quotas WHERE project_id = $1 AND kind = $2", ct, Parameter.Of(project), Parameter.Of(kind.Table));
    }

    /// <summary>Nothing may be put into a project any more: somebody may be about to, who found it before it was deleted.</summary>
    public static Task CloseAsync(Session session, Guid project, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO project_quotas (project_id, kind, max, used) SELECT $1, kind, 0, 0 FROM unnest($2) AS kind
        ON CONFLICT (project_id, kind) DO UPDATE SET max = 0, used = 0
        """,
        ct, Parameter.Of(project), Parameter.Of([.. Kinds.Select(kind => kind.Table)]));

    public static async Task<Problem> ExceededAsync(Session session, string? table, CancellationToken ct)
    {
        var project = session.Caller.Project;
        var name = await session.ScalarAsync<string>("SELECT name FROM projects WHERE id = $1 AND deleted_revision IS NULL", ct, Parameter.Of(project));
        if (name is null)
            return Problem.NotFound("project", project.ToString());
        var max = await session.ScalarAsync<long>(
            "SELECT max FROM project_quotas WHERE project_id = $1 AND kind = $2", ct, Parameter.Of(project), Parameter.Of(table ?? ""));
        var words = Kinds.FirstOrDefault(kind => kind.Table == table).Words;
        return Problem.Conflict("quotaExceeded", $"Project '{name}' may hold {max} {words}, and does: delete some, or ask an admin for a larger quota.");
    }
}
