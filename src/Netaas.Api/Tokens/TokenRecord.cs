using System.Buffers.Text;
using System.Security.Cryptography;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;

namespace Netaas.Api.Tokens;

/// <summary>Writes tokens. The secret is made here, told once, and kept as a hash.</summary>
internal static class TokenRecord
{
    private const int SecretBytes = 32;

    public static async Task<TokenRow> CreateAsync(Session session, TokenSpec spec, CancellationToken ct)
    {
        var row = new TokenRow
        {
            Id = Guid.CreateVersion7(),
            ProjectId = spec.System ? null : session.Caller.Project,
            Name = spec.Name,
            LabelsJson = spec.Labels.ToJson(),
            Role = spec.Role,
            ExpiresAt = spec.ExpiresAt,
            Revision = await session.NextRevisionAsync(ct),
            CreatedAt = DateTime.UtcNow,
            UpdatedAt = DateTime.UtcNow,
            // The prefix lets scanners of published code find leaked ones.
            Secret = "netaas_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)),
        };
        await session.ExecuteAsync(
            """
            INSERT INTO tokens (id, project_id, name, labels, role, hash, expires_at, revision, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
            """,
            ct,
            Parameter.Of(row.Id),
            Parameter.OfNullable(row.ProjectId),
            Parameter.Of(row.Name),
            Parameter.OfJson(row.LabelsJson),
            Parameter.Of(EnumText<Role>.ToText(row.Role)),
            Parameter.Of(TokenStore.Hash(row.Secret)),
            Parameter.OfNullable(row.ExpiresAt),
            Parameter.Of(row.Revision),
            Parameter.Of(row.CreatedAt));
        await session.AppendAsync(ChangeOf(row, "create", null, spec), ct);
        return row;
    }

    public static async Task<TokenRow> UpdateAsync(Session session, TokenSpec before, TokenRow present, TokenSpec spec, CancellationToken ct)
    {
        var row = new TokenRow
        {
            Id = present.Id,
            ProjectId = present.ProjectId,
            Name = present.Name,
            LabelsJson = spec.Labels.ToJson(),
            Role = present.Role,
            ExpiresAt = spec.ExpiresAt,
            LastUsedAt = present.LastUsedAt,
            Origin = present.Origin,
            NodeId = present.NodeId,
            Node = present.Node,
            Revision = await session.NextRevisionAsync(ct),
            CreatedAt = present.CreatedAt,
            UpdatedAt = DateTime.UtcNow,
        };
        await session.ExecuteAsync(
            "UPDATE tokens SET labels = $2, expires_at = $3, revision = $4, updated_at = $5 WHERE id = $1",
            ct, Parameter.Of(row.Id), Parameter.OfJson(row.LabelsJson), Parameter.OfNullable(row.ExpiresAt), Parameter.Of(row.Revision), Parameter.Of(row.UpdatedAt));
        await session.AppendAsync(ChangeOf(row, "update", before, spec), ct);
        return row;
    }

    public static async Task<long> DeleteAsync(Session session, TokenSpec before, TokenRow present, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync("DELETE FROM tokens WHERE id = $1", ct, Parameter.Of(present.Id));
        await session.AppendAsync(ChangeOf(present, "delete", before, null) with { Revision = revision }, ct);
        return revision;
    }

    /// <summary>Binds a join token of the API to the node that it enrols; one of the configuration enrols any number.</summary>
    /// <returns>A refusal where it serves another node already.</returns>
    public static async Task<Problem?> SpendAsync(Session session, Guid token, Guid node, CancellationToken ct)
    {
        var isSpent = await session.ExecuteAsync(
            """
            UPDATE tokens SET node_id = CASE origin WHEN 'api' THEN $2 END
            WHERE id = $1 AND (origin = 'configuration' OR node_id IS NULL OR node_id = $2)
            """,
            ct, Parameter.Of(token), Parameter.Of(node)) == 1;
        return isSpent ? null : Problem.Conflict(
            "joinTokenUsed", "This join token has enrolled a node, and serves that one only: ask an admin for another.");
    }

    /// <summary>A system token's changes are no project's to read.</summary>
    private static Change ChangeOf(TokenRow row, string action, TokenSpec? before, TokenSpec? after) =>
        new(row.Revision, "token", action, row.Id, row.Name, Nodes: [], Before: before, After: after) { Project = row.ProjectId ?? Guid.Empty };
}
