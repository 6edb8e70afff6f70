using Netaas.Api.Data;

namespace Netaas.Api.Networks;

/// <summary>
/// Held while a network, a node or a reservation is added, or a node's facts change: each new network must see all nodes and
/// each new node all networks, a CIDR chosen as free must stay so, and two transactions side by side would miss each other.
/// </summary>
internal static class MembershipLock
{
    public const string Take = "SELECT pg_advisory_xact_lock(7, 2)";

    public static Task TakeAsync(Session session, CancellationToken ct) => session.ExecuteAsync(Take, ct);
}
