using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Data;
using Netaas.Api.Http;

namespace Netaas.Api.Resources;

/// <summary>An answer that was given before.</summary>
internal sealed record FirstAnswer(int Status, string? ETag, string? Location, string Body);

/// <summary>
/// A client's name for one POST: sent again, it is answered as the first time and nothing happens twice. The key is written
/// in the write's own transaction, so it stands exactly if the write does; a refusal leaves no key.
/// </summary>
internal sealed record IdempotencyKey(string Key, byte[] RequestHash)
{
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;

    /// <returns>No value and no problem where the request carries none.</returns>
    public static Outcome<IdempotencyKey?> Read(HttpContext http, JsonElement body)
    {
        var key = http.Request.Headers[Header].ToString();
        if (key.Length == 0)
            return default;
        if (key.Length > MaxLength || key.Any(c => c is < ' ' or > '~'))
            return Problem.Invalid([new FieldProblem(Header, "invalid", $"Give at most {MaxLength} printable ASCII characters, such as a UUID.")]);
        var request = $"{http.Request.Path}{http.Request.QueryString}\n{body.GetRawText()}";
        return new IdempotencyKey(key, SHA256.HashData(Encoding.UTF8.GetBytes(request)));
    }

    /// <summary>Claims the key, waiting for a twin that is under way.</summary>
    /// <returns>The first answer where there is one; neither where this request is the first.</returns>
    public async Task<Outcome<FirstAnswer?>> ClaimAsync(Session session, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var isFirst = await session.ExecuteAsync(
            "INSERT INTO idempotency_keys (project_id, key, request_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            ct, Parameter.Of(session.Caller.Project), Parameter.Of(Key), Parameter.Of(RequestHash));
        if (isFirst == 1)
            return default;
        await using var command = session.Command(
            "SELECT request_hash, status, etag, location, body FROM idempotency_keys WHERE project_id = $1 AND key = $2",
            Parameter.Of(session.Caller.Project), Parameter.Of(Key));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return Problem.Conflict("idempotencyKeyExpired", "The first request with this key is forgotten just now: send it again.");
        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(RequestHash))
            return Problem.Conflict("idempotencyKeyReused", "This Idempotency-Key was used for another request: make a new one for each request.");
        return new FirstAnswer(
            reader.GetInt32(1),
            await reader.IsDBNullAsync(2, ct) ? null : reader.GetString(2),
            await reader.IsDBNullAsync(3, ct) ? null : reader.GetString(3),
            reader.GetString(4));
    }

    public Task KeepAsync(Session session, FirstAnswer answer, CancellationToken ct) => session.ExecuteAsync(
        "UPDATE idempotency_keys SET status = $3, etag = $4, location = $5, body = $6 WHERE project_id = $1 AND key = $2",
        ct,
        Parameter.Of(session.Caller.Project),
        Parameter.Of(Key),
        Parameter.Of(answer.Status),
        Parameter.OfNullable(answer.ETag),
        Parameter.OfNullable(answer.Location),
        Parameter.Of(answer.Body));
}
