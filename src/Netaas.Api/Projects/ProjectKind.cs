using Microsoft.EntityFrameworkCore;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Pods;
using Netaas.Api.PortMappings;
using Netaas.Api.Resources;
using Netaas.Api.Services;
using Netaas.Api.Status;
using Npgsql;

namespace Netaas.Api.Projects;

/// <summary>Projects: owners of everything else, with how much they may hold. A project sees itself alone.</summary>
internal sealed class ProjectKind(ProjectDirectory directory, TokenStore tokens, NetworkKind networks, PodKind pods, PortMappingKind mappings, ServiceKind services)
    : IResourceKind<ProjectSpec, ProjectRow>
{
    public string Kind => "project";

    /// <summary>A deleted one stays until its nodes have let go of all that it held.</summary>
    public string Table => "projects_held";

    public Access Access => Access.Shared;

    public IReadOnlyList<string> Filters => [];

    public ProjectSpec Read(FieldReader body) => ProjectSpec.Read(body);

    public Task CheckReferencesAsync(Session session, ProjectSpec spec, FieldReader body, CancellationToken ct) => Task.CompletedTask;

    public ProjectSpec SpecOf(ProjectRow row) => new(row.Name, Labels.FromJson(row.LabelsJson), Quotas.Of(row.Quotas, quota => quota.Max));

    public ProjectSpec Keep(ProjectSpec wanted, ProjectRow present) => wanted;

    public IEnumerable<string> ImmutableDifferences(ProjectSpec wanted, ProjectSpec present) => [];

    public Task<ProjectRow?> FindAsync(Session session, string reference, CancellationToken ct) => Live(session).ByReferenceAsync(reference, ct);

    public Task<ProjectRow?> LockAsync(Session session, Guid id, CancellationToken ct) => Live(session).LockedAsync(session, "projects", id, ct);

    public async Task<IReadOnlyList<ProjectRow>> ListAsync(Session session, ListQuery query, CancellationToken ct) =>
        await Live(session).After(query).ToListAsync(ct);

    public async Task<Outcome<ProjectRow>> CreateAsync(Session session, ProjectSpec spec, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        return await ProjectStore.CreateAsync(session, spec, ct);
    }

    public async Task<Outcome<ProjectRow>> UpdateAsync(Session session, ProjectRow present, ProjectSpec spec, CancellationToken ct) =>
        await ProjectStore.UpdateAsync(session, SpecOf(present), present, spec, ct);

    public async Task<Outcome<long>> DeleteAsync(Session session, ProjectRow present, bool cascade, CancellationToken ct)
    {
        if (present.Id == ProjectDirectory.Default)
            return Problem.Conflict("protected", $"Project '{present.Name}' is where requests go that name none: it stays.");
        if (!cascade && await ProjectStore.FindDependentsAsync(session, present, ct) is { } dependents)
            return dependents;
        session.Enter(present.Id);
        await Cascade.DeleteAsync(session, services, session.Db.Services.Where(row => row.ProjectId == present.Id && row.DeletedRevision == null), ct);
        await Cascade.DeleteAsync(session, networks, session.Db.Networks.Where(row => row.ProjectId == present.Id && row.DeletedRevision == null), ct);
        await Cascade.DeleteAsync(session, pods, session.Db.Pods.Where(row => row.ProjectId == present.Id && row.DeletedRevision == null), ct);
        await Cascade.DeleteAsync(session, mappings, session.Db.PortMappings.Where(row => row.ProjectId == present.Id && row.DeletedRevision == null), ct);
        var revision = await ProjectStore.DeleteAsync(session, SpecOf(present), present, ct);
        directory.Forget(present);
        tokens.Forget(principal => principal.Project == present.Id);
        return revision;
    }

    public Task<Problem?> ExplainAsync(Session session, PostgresException violation, ProjectSpec spec, CancellationToken ct) =>
        Task.FromResult(violation.ConstraintName == "projects_name"
            ? Problem.Conflict("nameTaken", $"A project named '{spec.Name}' exists: choose another name, or change that one with PUT.").At("name")
            : null);

    public IReadOnlyList<Requirement> RequirementsOf(ProjectRow row) => [];

    public object ToWire(ProjectRow row, Verdict verdict)
    {
        var spec = SpecOf(row);
        return new ProjectResource(
            row.Id, row.Name, spec.Labels, spec.Quotas, row.Revision, row.CreatedAt, row.UpdatedAt,
            new ProjectStatus(verdict.Phase, Quotas.Of(row.Quotas, quota => quota.Used), []));
    }

    private static IQueryable<ProjectRow> Live(Session session) => session.Db.Projects.Include(row => row.Quotas)
        .Where(row => row.DeletedRevision == null && (session.Caller.IsSystem || row.Id == session.Caller.Project));
}
