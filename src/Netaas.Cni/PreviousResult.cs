using System.Text.Json;
using Netaas.Contracts.Local;

namespace Netaas.Cni;

/// <summary>What a runtime remembers of ADD, against what the agent has.</summary>
internal static class PreviousResult
{
    /// <exception cref="CniException">The runtime remembers something else.</exception>
    /// <exception cref="JsonException">It is not of its form.</exception>
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
        foreach (var one in before.Parts("interfaces"))
            if (one.Text("name") == name && string.Equals(one.Text("mac"), mac, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool HasAddress(JsonElement before, string address)
    {
        foreach (var one in before.Parts("ips"))
            if (one.Text("address") == address)
                return true;
        return false;
    }
}
