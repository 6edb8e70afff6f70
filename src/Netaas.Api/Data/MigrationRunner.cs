using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Netaas.Api.Data;

/// <summary>
/// Applies the numbered SQL files of <c>migrations/</c>, each once, each in a transaction of its own, under a lock so that
/// several processes may start at once. A file that was applied and then changed stops the start.
/// </summary>
public sealed class MigrationRunner(NpgsqlDataSource dataSource, string folder)
{
    private const string Lock = "SELECT pg_advisory_lock(7, 1)";
    private const string Unlock = "SELECT pg_advisory_unlock(7, 1)";

    private const string Table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
        """;

    /// <returns>How many files were applied now.</returns>
    /// <exception cref="InvalidOperationException">An applied file has changed, or a number is used twice.</exception>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var files = ReadFiles();
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, Lock, ct);
        try
        {
            await ExecuteAsync(connection, Table, ct);
            var applied = await ReadAppliedAsync(connection, ct);
            var count = 0;
            foreach (var file in files)
            {
                if (!applied.TryGetValue(file.Version, out var sha256))
                {
                    await ApplyAsync(connection, file, ct);
                    count++;
                }
                else if (sha256 != file.Sha256)
                    throw new InvalidOperationException(
                        $"Migration {file.Name} was applied and has changed since: restore it and put the change into a new file.");
            }
            // The types made by a migration are unknown to connections that were open before.
            await connection.ReloadTypesAsync(ct);
            return count;
        }
        finally
        {
            // The lock must go even when the start was cancelled.
            await ExecuteAsync(connection, Unlock, CancellationToken.None);
        }
    }

    private List<MigrationFile> ReadFiles()
    {
        var files = Directory.GetFiles(folder, "*.sql").Order(StringComparer.Ordinal).Select(path =>
        {
            var name = Path.GetFileName(path);
            var sql = File.ReadAllText(path);
            return new MigrationFile(
                int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture),
                name,
                sql,
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
        }).ToList();
        var twice = files.GroupBy(file => file.Version).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? files : throw new InvalidOperationException($"Migration number {twice.Key} is used twice in {folder}.");
    }

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = new Dictionary<int, string>();
        await using var command = new NpgsqlCommand("SELECT version, sha256 FROM schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            applied[reader.GetInt32(0)] = reader.GetString(1);
        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, MigrationFile file, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, file.Sql, ct);
        await using var record = new NpgsqlCommand("INSERT INTO schema_migrations (version, name, sha256) VALUES ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = file.Version }, new() { Value = file.Name }, new() { Value = file.Sha256 } },
        };
        await record.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record MigrationFile(int Version, string Name, string Sql, string Sha256);
}
