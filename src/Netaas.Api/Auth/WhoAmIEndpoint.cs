using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Http;
using Netaas.Api.Projects;
using Netaas.Api.Resources;

namespace Netaas.Api.Auth;

/// <summary>Who a token makes its bearer.</summary>
/// <param name="Name">The token's.</param>
/// <param name="Project">The one that the token belongs to; null where it belongs to none, and so reaches all.</param>
public sealed record TokenBearer(string Name, Role Role, string? Project);

/// <summary><c>GET /whoami</c>: so that a front door offers only what its user may do.</summary>
internal static class WhoAmIEndpoint
{
    public static void MapWhoAmI(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/whoami", TellAsync).WithTags("tokens").WithName("whoAmI").Produces<TokenBearer>()
            .WithMetadata(new Operation("Says who the sender of a request is, and what they may.", [], "viewer reads, operator writes, admin makes tokens, too."));

    private static async Task<IResult> TellAsync(HttpContext http, ProjectDirectory projects)
    {
        var principal = http.Principal();
        if (principal.Project is not { } project)
            return Answer.Json(new TokenBearer(principal.Name, principal.Role, null));
        await projects.FindAsync(project.ToString(), http.RequestAborted);
        return Answer.Json(new TokenBearer(principal.Name, principal.Role, projects.NameOf(project)));
    }
}
