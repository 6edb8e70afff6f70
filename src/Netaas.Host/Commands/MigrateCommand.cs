using Netaas.Api.Data;
using Netaas.Host.Database;
using Netaas.Host.Options;
using Npgsql;

namespace Netaas.Host.Commands;

/// <summary>Brings the schema up to date and ends. The API does so too at its start; this is for whoever wants it apart.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync(DatabaseOptions options, CancellationToken ct)
    {
        if (await DatabaseReach.TryAsync(options.Postgres, ct) is { } why)
        {
            Console.Error.WriteLine($"netaas-host: PostgreSQL can't be reached: {why}");
            return 1;
        }
        await using var source = NpgsqlDataSource.Create(options.Postgres);
        var applied = await new MigrationRunner(source, options.Migrations).RunAsync(ct);
        Console.WriteLine(applied == 0 ? "the schema is up to date" : $"{applied} migrations applied");
        return 0;
    }
}
