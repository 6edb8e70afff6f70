using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Projects;

namespace Netaas.Api.Auth;

/// <summary>
/// Finds out who sends a request, how often they may, and whether they may at all; and which project is meant. Endpoints say
/// by <see cref="Access"/> what they want.
/// </summary>
internal static class Guard
{
    private const string Scheme = "Bearer ";

    public static void UseGuard(this IApplicationBuilder app)
    {
        app.UseMiddleware<Identification>();
        app.UseRateLimiter();
        app.UseMiddleware<Admission>();
    }

    /// <returns>Null where the request carries none.</returns>
    public static string? TokenOf(HttpContext http) =>
        http.Request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

    /// <summary>Finds the principal of a bearer token.</summary>
    private sealed class Identification(RequestDelegate next, TokenStore tokens, ApiOptions options)
    {
        private readonly string _limit = options.RequestsPerSecond.ToString(CultureInfo.InvariantCulture);
        private readonly PartitionedRateLimiter<string> _lookups = RateLimits.ForLookups();

        public async Task InvokeAsync(HttpContext http)
        {
            RateLimits.Tell(http, _limit);
            if (AccessOf(http) is not null && TokenOf(http) is { } token)
            {
                if (!tokens.TryRecall(token, out var principal))
                {
                    using var lease = _lookups.AttemptAcquire($"{http.Connection.RemoteIpAddress}");
                    if (!lease.IsAcquired)
                    {
                        await RateLimits.RefuseAsync(http, lease);
                        return;
                    }
                    principal = await tokens.FindAsync(token, http.RequestAborted);
                }
                if (principal is not null)
                    http.SetPrincipal(principal);
            }
            await next(http);
        }
    }

    /// <summary>Lets through whoever may.</summary>
    private sealed class Admission(RequestDelegate next, ProjectDirectory projects)
    {
        public async Task InvokeAsync(HttpContext http)
        {
            if (AccessOf(http) is { } access)
            {
                var caller = await AdmitAsync(http, access);
                if (caller.Value is null)
                {
                    await Answer.Of(caller.Problem).ExecuteAsync(http);
                    return;
                }
                http.SetCaller(caller.Value);
            }
            await next(http);
        }

        private async Task<Outcome<Caller>> AdmitAsync(HttpContext http, Access access)
        {
            if (http.FindPrincipal() is not { } principal)
            {
                http.Response.Headers.WWWAuthenticate = "Bearer";
                return Problem.Unauthorized(http.Request.Headers.Authorization.Count == 0
                    ? "Send your token as 'Authorization: Bearer …'."
                    : "This token is unknown or has expired: ask an admin for another.");
            }
            if (!access.Allows(principal, http.Request.Method))
                return Problem.Forbidden(access.OnlySystemWrites && principal.Role >= Role.Viewer
                    ? "Only a token of the whole system may do this, not one of a project."
                    : "This token's role does not allow it.");
            var caller = new Caller(principal.Project ?? ProjectDirectory.Default, principal.Name, http.TraceIdentifier)
            {
                IsSystem = principal.Project is null,
                SpansProjects = principal.Project is null,
            };
            return http.Request.Query.TryGetValue("project", out var reference)
                ? await ChooseAsync(caller, reference.ToString(), http.RequestAborted)
                : caller;
        }

        private async Task<Outcome<Caller>> ChooseAsync(Caller caller, string reference, CancellationToken ct) =>
            await projects.FindAsync(reference, ct) is { } project && caller.MayKnow(project)
                ? caller with { Project = project, SpansProjects = false }
                : Problem.Invalid([new FieldProblem(
                    "project", "unknownProject", $"There is no project '{reference}' that this token may use: name one of GET /api/v1/projects, or leave it out.")]);
    }

    private static Access? AccessOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<Access>();
}
