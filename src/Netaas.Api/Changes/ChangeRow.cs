using System.Text.Json;
using Npgsql;

namespace Netaas.Api.Changes;

/// <summary>A row of the change log as an answer shows it.</summary>
internal static class ChangeRow
{
    /// <summary>What <see cref="Read"/> takes, of changes <c>c</c> and projects <c>p</c>.</summary>
    public const string Columns = "c.revision, c.kind, c.action, c.resource_id, c.name, c.actor, c.request_id, c.at, c.before::text, c.after::text, p.name, c.reason";

    public static ChangeResource Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetGuid(3), reader.GetString(4),
        reader.IsDBNull(10) ? null : reader.GetString(10), reader.GetString(5), reader.GetString(6),
        reader.GetDateTime(7), Json(reader, 8), Json(reader, 9), reader.IsDBNull(11) ? null : reader.GetString(11));

    private static JsonElement? Json(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : JsonSerializer.Deserialize<JsonElement>(reader.GetString(column));
}
