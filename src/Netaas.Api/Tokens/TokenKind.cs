using Microsoft.EntityFrameworkCore;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Projects;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Npgsql;

namespace Netaas.Api.Tokens;

/// <summary>Tokens: who may do what in a project, or in all of the system.</summary>
internal sealed class TokenKind(ProjectDirectory projects, TokenStore tokens, TimeProvider time) : IResourceKind<TokenSpec, TokenRow>
{
    public string Kind => "token";

    public string Table => "tokens";

    public Access Access => Access.Admins;

    public IReadOnlyList<string> Filters => [];

    public TokenSpec Read(FieldReader body) => TokenSpec.Read(body);

    public Task CheckReferencesAsync(Session session, TokenSpec spec, FieldReader body, CancellationToken ct) => Task.CompletedTask;

    public TokenSpec SpecOf(TokenRow row) => new(row.Name, Labels.FromJson(row.LabelsJson), row.Role, row.ProjectId is null, row.ExpiresAt);

    public TokenSpec Keep(TokenSpec wanted, TokenRow present) => wanted;

    public IEnumerable<string> ImmutableDifferences(TokenSpec wanted, TokenSpec present)
    {
        if (wanted.Role != present.Role)
            yield return "role";
        if (wanted.System != present.System)
            yield return "system";
    }

    /// <summary>A name is looked up in the project first, then among those of the system.</summary>
    public Task<TokenRow?> FindAsync(Session session, string reference, CancellationToken ct)
    {
        var caller = session.Caller;
        return Guid.TryParse(reference, out _)
            ? Visible(session).ByReferenceAsync(reference, ct)
            : Visible(session).Where(row => row.ProjectId == null || row.ProjectId == caller.Project)
                .OrderBy(row => row.ProjectId == null).FirstOrDefaultAsync(row => row.Name == reference, ct);
    }

    public async Task<TokenRow?> LockAsync(Session session, Guid id, CancellationToken ct)
    {
        await session.ExecuteAsync("SELECT 1 FROM tokens WHERE id = $1 FOR UPDATE", ct, Parameter.Of(id));
        var row = await Visible(session).SingleOrDefaultAsync(row => row.Id == id, ct);
        if (row?.ProjectId is { } project)
            session.Enter(project);
        return row;
    }

    public async Task<IReadOnlyList<TokenRow>> ListAsync(Session session, ListQuery query, CancellationToken ct) =>
        await Visible(session).After(query).ToListAsync(ct);

    public async Task<Outcome<TokenRow>> CreateAsync(Session session, TokenSpec spec, CancellationToken ct)
    {
        if (spec.System && !session.Caller.IsSystem)
            return Problem.Forbidden("Only an admin of the whole system may make tokens without a project, and join tokens are such.");
        if (spec.ExpiresAt is { } expiry && expiry <= time.GetUtcNow().UtcDateTime)
            return Problem.Invalid([new FieldProblem("expiresAt", "past", "Give a time to come, or leave it out.")]);
        await session.BeginAsync(ct);
        return await TokenRecord.CreateAsync(session, spec, ct);
    }

    public async Task<Outcome<TokenRow>> UpdateAsync(Session session, TokenRow present, TokenSpec spec, CancellationToken ct)
    {
        if (IsConfigured(present))
            return Configured(present);
        var row = await TokenRecord.UpdateAsync(session, SpecOf(present), present, spec, ct);
        tokens.Forget(principal => principal.Id == present.Id);
        return row;
    }

    public async Task<Outcome<long>> DeleteAsync(Session session, TokenRow present, bool cascade, CancellationToken ct)
    {
        if (IsConfigured(present))
            return Configured(present);
        var revision = await TokenRecord.DeleteAsync(session, SpecOf(present), present, ct);
        tokens.Forget(principal => principal.Id == present.Id);
        return revision;
    }

    public Task<Problem?> ExplainAsync(Session session, PostgresException violation, TokenSpec spec, CancellationToken ct) =>
        Task.FromResult(violation.ConstraintName == "tokens_name"
            ? Problem.Conflict("nameTaken", $"A token named '{spec.Name}' exists: choose another name, or delete that one.").At("name")
            : null);

    public IReadOnlyList<Requirement> RequirementsOf(TokenRow row) => [];

    public object ToWireAgain(TokenRow row, Verdict verdict) => Wire(row, verdict, null);

    public object ToWire(TokenRow row, Verdict verdict) => Wire(row, verdict, row.Secret);

    private TokenResource Wire(TokenRow row, Verdict verdict, string? secret) => new(
        row.Id, row.Name, row.ProjectId is { } project ? projects.NameOf(project) : null, Labels.FromJson(row.LabelsJson), row.Role,
        row.ProjectId is null, row.ExpiresAt, secret, row.Revision, row.CreatedAt, row.UpdatedAt,
        new TokenStatus(verdict.Phase, row.LastUsedAt, row.Node?.Name, IsConfigured(row), Conditions(row)));

    private List<Condition> Conditions(TokenRow row) => row.ExpiresAt is { } expiry && expiry <= time.GetUtcNow().UtcDateTime
        ? [new Condition("Expired", true, "expiresAt", "The token is refused since.", null, expiry)]
        : [];

    private static bool IsConfigured(TokenRow row) => row.Origin == "configuration";

    private static Problem Configured(TokenRow row) => Problem.Conflict(
        "configured", $"Token '{row.Name}' comes from the configuration of the API: change it there.");

    private static IQueryable<TokenRow> Visible(Session session)
    {
        var caller = session.Caller;
        return session.Db.Tokens.Include(row => row.Node).Where(row => caller.SpansProjects || row.ProjectId == caller.Project);
    }
}
