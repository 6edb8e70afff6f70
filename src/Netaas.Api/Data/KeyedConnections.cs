using Npgsql;

namespace Netaas.Api.Data;

/// <summary>
/// Connections for statements that find every row by key, whatever their parameters, and are run thousands of times a second.
/// </summary>
/// <remarks>
/// Such a statement is planned once a connection, and again when its tables have been counted (<see cref="Outbox.TableUpkeep"/>). Left
/// alone, the planner plans it anew each time, as it can't know how many keys come, which takes several times as long as finding
/// the rows; or it takes tables that grow by thousands a second for as small as they were when it last counted, and reads them
/// whole.
/// </remarks>
internal sealed class KeyedConnections(ApiOptions options) : IDisposable
{
    /// <summary>What has the planner go by key.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> Planning =
        [("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off"), ("enable_hashjoin", "off"), ("enable_mergejoin", "off")];

    /// <summary>A row that somebody holds is not waited for: that would be for one of those who share the statement, and all would wait.</summary>
    private static readonly string s_settings =
        $";Options=-c jit=off -c lock_timeout=100 {string.Join(' ', Planning.Select(setting => $"-c {setting.Name}={setting.Value}"))};Maximum Pool Size=8";

    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(NetaasApi.ConnectionDefaults + options.Postgres + s_settings);

    public void Dispose() => _dataSource.Dispose();

    /// <summary>What is done here is done for many: nobody's leaving ends it.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync() => _dataSource.OpenConnectionAsync(CancellationToken.None);
}
