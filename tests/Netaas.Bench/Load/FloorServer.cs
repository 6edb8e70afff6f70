using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Netaas.Bench.Load;

/// <summary>
/// The least that a create can cost: the same HTTP stack and the same PostgreSQL, a row inserted and committed, and nothing
/// else. A process of its own, as the API is one.
/// </summary>
internal static class FloorServer
{
    private const string Insert = "INSERT INTO bench_floor (id, name, body) VALUES ($1, $2, $3)";

    public static async Task RunAsync(string postgres, string listen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var source = new NpgsqlDataSourceBuilder(postgres).Build();
        await using (var create = source.CreateCommand(
            "CREATE TABLE IF NOT EXISTS bench_floor (id uuid PRIMARY KEY, name text NOT NULL UNIQUE, body text NOT NULL, at timestamptz NOT NULL DEFAULT now())"))
            await create.ExecuteNonQueryAsync();
        await using var app = builder.Build();
        app.MapPost("/floor", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            var body = await reader.ReadToEndAsync();
            var id = Guid.CreateVersion7();
            await using var command = source.CreateCommand(Insert);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id.ToString() });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = body });
            await command.ExecuteNonQueryAsync();
            return Results.Text(body, "application/json", statusCode: StatusCodes.Status201Created);
        });
        app.MapGet("/floor", async () =>
        {
            await using var command = source.CreateCommand("SELECT 1");
            return Results.Text($"{await command.ExecuteScalarAsync()}", "application/json");
        });
        await app.RunAsync(listen);
    }
}
