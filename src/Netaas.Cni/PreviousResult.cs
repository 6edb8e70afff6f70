using System.Text.Json;
using Netaas.Contracts.Local;

namespace Netaas.Cni;

/// <summary>What a runtime remembers of ADD, against what the agent has.</summary>
internal static class PreviousResult
{
    /// <exception cref="CniException">The runtime remembers something else.</exception>
    public static void Compare(JsonElement before, string name, LocalInterface standing)
    {
        if (!HasInterface(before, name, standing.Mac))
            throw new CniException(ErrorCode.Damaged, $"prevResult has no interface {name} with MAC {standing.Mac}, as the container has.");
        foreach (var address in standing.Addresses)
            if (!HasAddress(before, address))
                throw new CniException(ErrorCode.Damaged, $"prevResult does not have the container's address {address}.");
    }

    private static bool HasInterface(JsonElement before, string name, string mac)
    {
        if (!before.TryGetProperty("interfaces", out var interfaces) || interfaces.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var one in interfaces.EnumerateArray())
            if (one.TryGetProperty("name", out var known) && known.ValueEquals(name)
                && one.TryGetProperty("mac", out var knownMac) && string.Equals(knownMac.GetString(), mac, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool HasAddress(JsonElement before, string address)
    {
        if (!before.TryGetProperty("ips", out var ips) || ips.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var one in ips.EnumerateArray())
            if (one.TryGetProperty("address", out var known) && known.ValueEquals(address))
                return true;
        return false;
    }
}
