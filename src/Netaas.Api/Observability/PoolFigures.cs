using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Pools;
using Netaas.Api.Projects;
using Npgsql;

namespace Netaas.Api.Observability;

/// <summary>How full the pools are: counted when somebody asks for the metrics, at most once in a while.</summary>
internal sealed class PoolFigures(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Counting looks at every CIDR that was cut, and several scrapers may ask.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private volatile IReadOnlyList<Measurement<double>> _utilization = [];
    private DateTimeOffset _until;

    public IReadOnlyList<Measurement<double>> Utilization => _utilization;

    /// <summary>Without a database there are none: the other metrics are wanted then most of all.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        if (time.GetUtcNow() < _until)
            return;
        _until = time.GetUtcNow() + Fresh;
        try
        {
            await using var session = await Session.OpenAsync(dataSource, new Caller(ProjectDirectory.Default, "netaas", "metrics"), ct);
            var pools = await session.Db.Pools.OrderBy(pool => pool.Name).ToListAsync(ct);
            await PoolStore.CountAsync(session, pools, ct);
            _utilization = pools.ConvertAll(pool => new Measurement<double>(
                Addresses.Utilization.Of(Core.Addressing.Cidr.Count(pool.Cidr), pool.Used).Ratio,
                new KeyValuePair<string, object?>("pool", pool.Name),
                new KeyValuePair<string, object?>("purpose", EnumText<PoolPurpose>.ToText(pool.Purpose))));
        }
        catch (NpgsqlException)
        {
            _utilization = [];
        }
    }
}
