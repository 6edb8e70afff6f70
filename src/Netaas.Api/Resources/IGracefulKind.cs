using Netaas.Api.Data;
using Netaas.Api.Http;

namespace Netaas.Api.Resources;

/// <summary>A kind whose resources may be given time when they are deleted: they take no new connections, and keep those that they have.</summary>
internal interface IGracefulKind<TRow>
    where TRow : class, IResourceRow
{
    /// <summary>Begins the time of grace; one that has begun becomes no longer.</summary>
    /// <returns>When it is over.</returns>
    Task<Outcome<DateTime>> TerminateAsync(Session session, TRow present, TimeSpan grace, bool cascade, CancellationToken ct);

    bool IsTerminating(TRow row);
}
