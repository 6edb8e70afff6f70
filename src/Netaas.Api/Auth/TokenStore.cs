using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Netaas.Api.Data;
using Netaas.Api.Projects;
using Npgsql;

namespace Netaas.Api.Auth;

/// <summary>Finds out whose a bearer token is. Only hashes are stored; answers are remembered for a short while.</summary>
internal sealed class TokenStore(NpgsqlDataSource dataSource, ProjectDirectory projects, TimeProvider time)
{
    /// <summary>For how long a token that another process has revoked may still pass.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    /// <summary>For how long one that nobody has is refused unasked. A node may enrol with it at another process meanwhile.</summary>
    private static readonly TimeSpan MemoryOfUnknown = TimeSpan.FromSeconds(2);

    /// <summary>Bounds what a guesser can make us remember.</summary>
    private const int MostUnknown = 10_000;

    private const string Find = """
        SELECT t.id, t.name, t.role, t.project_id, p.name, t.expires_at FROM tokens t LEFT JOIN projects p ON p.id = t.project_id
        WHERE hash = $1 AND (expires_at IS NULL OR expires_at > now())
        UNION ALL
        SELECT id, name, 'node', NULL, NULL, NULL FROM nodes WHERE credential_hash = $1 AND deleted_revision IS NULL
        """;

    private readonly ConcurrentDictionary<string, (Principal Principal, DateTimeOffset Until)> _known = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _unknown = new();
    private ConcurrentDictionary<Guid, DateTimeOffset> _uses = new();

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>What is remembered of a token.</summary>
    /// <returns>False where the record has to be asked.</returns>
    public bool TryRecall(string token, out Principal? principal)
    {
        var now = time.GetUtcNow();
        principal = _known.TryGetValue(token, out var known) && known.Until > now ? known.Principal : null;
        return principal is not null || (_unknown.TryGetValue(token, out var until) && until > now);
    }

    public async Task<Principal?> FindAsync(string token, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (!_known.TryGetValue(token, out var known) || known.Until <= now)
        {
            _known.TryRemove(token, out _);
            if (await ReadAsync(Hash(token), now, ct) is not { } found)
            {
                if (_unknown.Count >= MostUnknown)
                    _unknown.Clear();
                _unknown[token] = now + MemoryOfUnknown;
                return null;
            }
            _known[token] = known = found;
            _uses[known.Principal.Id] = now;
        }
        return known.Principal;
    }

    /// <summary>Somebody has this one from now on.</summary>
    public void Welcome(string token) => _unknown.TryRemove(token, out _);

    /// <summary>Forgets a token that was revoked, or all of a project.</summary>
    public void Forget(Predicate<Principal> isRevoked)
    {
        foreach (var (token, known) in _known)
            if (isRevoked(known.Principal))
                _known.TryRemove(token, out _);
    }

    /// <summary>Writes down when tokens were last used: once for all uses since the last time.</summary>
    public async Task SaveUsesAsync(CancellationToken ct)
    {
        var uses = Interlocked.Exchange(ref _uses, new());
        if (uses.IsEmpty)
            return;
        await using var command = dataSource.CreateCommand(
            "UPDATE tokens t SET last_used_at = u.at FROM unnest($1::uuid[], $2::timestamptz[]) AS u (id, at) WHERE t.id = u.id");
        var used = uses.ToArray();
        command.Parameters.Add(Parameter.Of(used.Select(use => use.Key).ToArray()));
        command.Parameters.Add(new NpgsqlParameter { Value = used.Select(use => use.Value.UtcDateTime).ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Puts a token of the configuration into the record, in the place of an older one of its name.</summary>
    public async Task EnsureAsync(string name, Role role, string token, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO tokens (id, name, role, hash, origin) VALUES ($1, $2, $3, $4, 'configuration')
            ON CONFLICT (project_id, name) DO UPDATE SET role = excluded.role, hash = excluded.hash, origin = excluded.origin, expires_at = NULL
            """);
        command.Parameters.Add(Parameter.Of(Guid.CreateVersion7()));
        command.Parameters.Add(Parameter.Of(name));
        command.Parameters.Add(Parameter.Of(EnumText<Role>.ToText(role)));
        command.Parameters.Add(Parameter.Of(Hash(token)));
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<(Principal, DateTimeOffset)?> ReadAsync(byte[] hash, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Find);
        command.Parameters.Add(Parameter.Of(hash));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        Guid? project = await reader.IsDBNullAsync(3, ct) ? null : reader.GetGuid(3);
        if (project is { } id)
            projects.Know(id, reader.GetString(4));
        DateTimeOffset? expires = await reader.IsDBNullAsync(5, ct) ? null : reader.GetFieldValue<DateTimeOffset>(5);
        var until = now + Memory;
        return (
            new Principal(reader.GetGuid(0), reader.GetString(1), Enum.Parse<Role>(reader.GetString(2), true), project),
            expires < until ? expires.Value : until);
    }
}
