using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Netaas.Api.Auth;

/// <summary>Who may use an endpoint: its metadata, which <see cref="Guard"/> goes by. The innermost of nested groups counts.</summary>
/// <param name="Read">The least role for a GET.</param>
/// <param name="Write">The least role for anything else.</param>
internal sealed record Access(Role Read, Role Write)
{
    /// <summary>Resources of a project: viewers read, operators write.</summary>
    public static readonly Access Project = new(Role.Viewer, Role.Operator);

    /// <summary>What changes nothing, whatever its method.</summary>
    public static readonly Access Viewers = new(Role.Viewer, Role.Viewer);

    public static readonly Access Admins = new(Role.Admin, Role.Admin);

    /// <summary>What all projects share: everyone reads, an admin without a project writes.</summary>
    public static readonly Access Shared = new(Role.Viewer, Role.Admin) { OnlySystemWrites = true };

    /// <summary>What shows all projects at once.</summary>
    public static readonly Access System = Shared with { OnlySystemReads = true };

    /// <summary>Whether only tokens without a project may write.</summary>
    public bool OnlySystemWrites { get; private init; }

    /// <summary>Whether only they may read.</summary>
    public bool OnlySystemReads { get; private init; }

    /// <summary>The one role that may, beside the ladder of users' roles; null for users.</summary>
    public Role? Machine { get; private init; }

    public static Access Only(Role machine) => new(machine, machine) { Machine = machine };

    public bool Allows(Principal principal, string method)
    {
        if (Machine is { } machine)
            return principal.Role == machine;
        var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        return principal.Role >= (isRead ? Read : Write) && (principal.Project is null || !(isRead ? OnlySystemReads : OnlySystemWrites));
    }
}

internal static class AccessOfRoutes
{
    public static TBuilder ForUsers<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Access.Project);

    public static TBuilder ForRole<TBuilder>(this TBuilder routes, Role role) where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(Access.Only(role));
}
