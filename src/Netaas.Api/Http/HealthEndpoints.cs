using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Netaas.Api.Http;

/// <summary><c>/healthz</c>: this process runs. <c>/readyz</c>: it can serve.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok\n")).ExcludeFromDescription();
        routes.MapGet("/readyz", IsReadyAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> IsReadyAsync(StartUp startUp, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        if (!startUp.IsDone)
            return Results.Text("starting\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        try
        {
            await using var command = dataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(ct);
            return Results.Text("ok\n");
        }
        catch (NpgsqlException)
        {
            return Results.Text("the database is away\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
