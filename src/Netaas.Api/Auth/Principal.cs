using Microsoft.AspNetCore.Http;
using Netaas.Api.Data;

namespace Netaas.Api.Auth;

/// <summary>What a bearer may do, from little to much. A join token and a node stand beside the others.</summary>
public enum Role
{
    Join,
    Node,
    Viewer,
    Operator,
    Admin,
}

/// <summary>Whoever sent a request.</summary>
/// <param name="Id">The token's id, or the node's.</param>
internal sealed record Principal(Guid Id, string Name, Role Role, Guid Project);

internal static class PrincipalOfRequest
{
    private static readonly object Key = new();

    public static void SetPrincipal(this HttpContext http, Principal principal) => http.Items[Key] = principal;

    public static Principal? FindPrincipal(this HttpContext http) => http.Items.TryGetValue(Key, out var value) ? value as Principal : null;

    /// <exception cref="InvalidOperationException">The route lacks its guard.</exception>
    public static Principal Principal(this HttpContext http) =>
        http.FindPrincipal() ?? throw new InvalidOperationException("A route that needs a principal must be guarded.");

    public static Caller Caller(this HttpContext http)
    {
        var principal = http.Principal();
        return new Caller(principal.Project, principal.Name, http.TraceIdentifier);
    }
}
