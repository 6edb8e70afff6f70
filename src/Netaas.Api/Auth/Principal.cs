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
/// <param name="Project">Null where the token belongs to none, and so reaches all.</param>
internal sealed record Principal(Guid Id, string Name, Role Role, Guid? Project);

internal static class PrincipalOfRequest
{
    private static readonly object PrincipalKey = new();
    private static readonly object CallerKey = new();

    public static void SetPrincipal(this HttpContext http, Principal principal) => http.Items[PrincipalKey] = principal;

    public static Principal? FindPrincipal(this HttpContext http) =>
        http.Items.TryGetValue(PrincipalKey, out var value) ? value as Principal : null;

    /// <exception cref="InvalidOperationException">The route lacks its <see cref="Access"/>.</exception>
    public static Principal Principal(this HttpContext http) =>
        http.FindPrincipal() ?? throw new InvalidOperationException("A route that needs a principal must say who has access.");

    public static void SetCaller(this HttpContext http, Caller caller) => http.Items[CallerKey] = caller;

    /// <exception cref="InvalidOperationException">The route lacks its <see cref="Access"/>.</exception>
    public static Caller Caller(this HttpContext http) => http.Items.TryGetValue(CallerKey, out var value) && value is Caller caller
        ? caller
        : throw new InvalidOperationException("A route that needs a caller must say who has access.");
}
