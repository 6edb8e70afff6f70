using Netaas.Api.Auth;
using Netaas.Api.Http;
using Netaas.Api.Resources;

namespace Netaas.Api.Tokens;

/// <summary>A token as it was asked for.</summary>
/// <param name="System">Whether it belongs to no project.</param>
/// <param name="ExpiresAt">Null for never.</param>
internal sealed record TokenSpec(string Name, Labels Labels, Role Role, bool System, DateTime? ExpiresAt) : ISpec
{
    public static TokenSpec Read(FieldReader body)
    {
        body.Ignore("secret");
        var role = body.Choice<Role>("role");
        var spec = new TokenSpec(
            body.Name("name") ?? "", body.Labels("labels"), role ?? Role.Viewer, body.Boolean("system") ?? role == Role.Join, InMicroseconds(body.Time("expiresAt")));
        if (spec.Name.Length == 0 && !body.Has("name"))
            body.Refuse("name", "required", "Give the token a name.");
        if (!body.Has("role"))
            body.Refuse("role", "required", "Give one of: viewer, operator, admin, join.");
        if (role == Role.Node)
            body.Refuse("role", "invalid", "Nodes get theirs by enrolment: give one of viewer, operator, admin, join.");
        if (role == Role.Join && !spec.System)
            body.Refuse("system", "invalid", "Nodes belong to no project, and so do the tokens that they join with: leave it out.");
        return spec;
    }

    /// <summary>As PostgreSQL keeps it, so that what was read compares equal when it is put back.</summary>
    private static DateTime? InMicroseconds(DateTime? time) => time?.AddTicks(-(time.Value.Ticks % TimeSpan.TicksPerMicrosecond));
}
