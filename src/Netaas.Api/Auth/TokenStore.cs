using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Auth;

/// <summary>Finds out whose a bearer token is. Only hashes are stored; answers are remembered for a short while.</summary>
internal sealed class TokenStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>The project that stands when no other was chosen (<c>migrations/0001_record.sql</c>).</summary>
    public static readonly Guid DefaultProject = new("00000000-0000-7000-8000-000000000001");

    /// <summary>For how long a token that was revoked may still pass.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private const string Find = """
        SELECT id, name, role, project_id FROM tokens WHERE hash = $1 AND (expires_at IS NULL OR expires_at > now())
        UNION ALL
        SELECT id, name, 'node', NULL FROM nodes WHERE credential_hash = $1
        """;

    private readonly ConcurrentDictionary<string, (Principal Principal, DateTimeOffset Until)> _known = new();

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public async Task<Principal?> FindAsync(string token, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(token, out var known) && known.Until > now)
            return known.Principal;
        var principal = await ReadAsync(Hash(token), ct);
        if (principal is null)
            _known.TryRemove(token, out _);
        else
            _known[token] = (principal, now + Memory);
        return principal;
    }

    /// <summary>Puts a token of the configuration into the record, in the place of an older one of its name.</summary>
    public async Task EnsureAsync(string name, Role role, string token, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            WITH stale AS (DELETE FROM tokens WHERE name = $2 AND role = $3 AND hash <> $4)
            INSERT INTO tokens (id, name, role, hash) VALUES ($1, $2, $3, $4) ON CONFLICT ON CONSTRAINT tokens_hash DO NOTHING
            """,
            connection);
        command.Parameters.Add(Parameter.Of(Guid.CreateVersion7()));
        command.Parameters.Add(Parameter.Of(name));
        command.Parameters.Add(Parameter.Of(EnumText<Role>.ToText(role)));
        command.Parameters.Add(Parameter.Of(Hash(token)));
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<Principal?> ReadAsync(byte[] hash, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Find);
        command.Parameters.Add(Parameter.Of(hash));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        return new Principal(
            reader.GetGuid(0),
            reader.GetString(1),
            Enum.Parse<Role>(reader.GetString(2), true),
            await reader.IsDBNullAsync(3, ct) ? DefaultProject : reader.GetGuid(3));
    }
}
