using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Http;

namespace Netaas.Api.Auth;

/// <summary>Lets only bearers of a sufficient role through to a group of routes.</summary>
internal static class Guard
{
    private const string Scheme = "Bearer ";

    /// <summary>Reading wants a viewer, anything else an operator.</summary>
    public static TBuilder ForUsers<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder =>
        routes.AddEndpointFilter((context, next) => FilterAsync(
            context, next, principal => principal.Role >= (HttpMethods.IsGet(context.HttpContext.Request.Method) ? Role.Viewer : Role.Operator)));

    public static TBuilder ForRole<TBuilder>(this TBuilder routes, Role role) where TBuilder : IEndpointConventionBuilder =>
        routes.AddEndpointFilter((context, next) => FilterAsync(context, next, principal => principal.Role == role));

    private static async ValueTask<object?> FilterAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next, Func<Principal, bool> isAllowed)
    {
        var http = context.HttpContext;
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Refuse(http, "Send your token as 'Authorization: Bearer …'.");
        var tokens = (TokenStore?)http.RequestServices.GetService(typeof(TokenStore))
            ?? throw new InvalidOperationException("No token store is registered.");
        if (await tokens.FindAsync(header[Scheme.Length..].Trim(), http.RequestAborted) is not { } principal)
            return Refuse(http, "This token is unknown or has expired: ask an admin for another.");
        if (!isAllowed(principal))
            return Answer.Of(Problem.Forbidden("This token's role does not allow it."));
        http.SetPrincipal(principal);
        return await next(context);
    }

    private static IResult Refuse(HttpContext http, string detail)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Answer.Of(Problem.Unauthorized(detail));
    }
}
