using Microsoft.Extensions.Hosting;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Status;
using Npgsql;

namespace Netaas.Api;

/// <summary>What must be done before the first request: the schema, the tokens of the configuration, what is known of the nodes.</summary>
internal sealed class StartUp(NpgsqlDataSource dataSource, MigrationRunner migrations, TokenStore tokens, NodeBoard board, ApiOptions options) : IHostedService
{
    public bool IsDone { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await migrations.RunAsync(cancellationToken);
        await tokens.EnsureAsync("admin", Role.Admin, options.AdminToken, cancellationToken);
        await tokens.EnsureAsync("join", Role.Join, options.JoinToken, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var db = Db.On(connection);
        await NodeBoardLoader.LoadAsync(db, board, cancellationToken);
        IsDone = true;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
