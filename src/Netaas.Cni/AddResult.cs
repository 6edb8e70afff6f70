using System.Buffers;
using System.Text.Json;
using Netaas.Contracts.Local;

namespace Netaas.Cni;

/// <summary>
/// The result of ADD: behind what the plugins before made, the node's end of the pair and the container's, its addresses, its
/// routes, and the name servers.
/// </summary>
internal static class AddResult
{
    public static byte[] Write(LocalInterface made, (PluginEnvironment Environment, Configuration Configuration, string Version) call)
    {
        var before = call.Configuration.PrevResult ?? default;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("cniVersion", call.Version);
            var index = WriteInterfaces(json, made, call, before);
            WriteAddresses(json, made, (call.Version, index), before);
            WriteRoutes(json, made, before);
            WriteDns(json, made, call.Configuration, before);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>Which of them the container's is.</returns>
    private static int WriteInterfaces(
        Utf8JsonWriter json, LocalInterface made, (PluginEnvironment Environment, Configuration Configuration, string Version) call, JsonElement before)
    {
        json.WriteStartArray("interfaces");
        var index = Copy(json, before, "interfaces") + 1;
        json.WriteStartObject();
        json.WriteString("name", made.HostInterface);
        WriteMtu(json, made, call.Version);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("name", call.Environment.Interface);
        json.WriteString("mac", made.Mac);
        WriteMtu(json, made, call.Version);
        json.WriteString("sandbox", call.Environment.Netns);
        json.WriteEndObject();
        json.WriteEndArray();
        return index;
    }

    private static void WriteMtu(Utf8JsonWriter json, LocalInterface made, string version)
    {
        if (SpecVersion.HasStatus(version))
            json.WriteNumber("mtu", made.Mtu);
    }

    private static void WriteAddresses(Utf8JsonWriter json, LocalInterface made, (string Version, int Interface) at, JsonElement before)
    {
        json.WriteStartArray("ips");
        Copy(json, before, "ips");
        for (var i = 0; i < made.Addresses.Count; i++)
        {
            json.WriteStartObject();
            if (SpecVersion.NamesFamilies(at.Version))
                json.WriteString("version", IsIpv6(made.Addresses[i]) ? "6" : "4");
            json.WriteString("address", made.Addresses[i]);
            json.WriteString("gateway", made.Gateways[i]);
            json.WriteNumber("interface", at.Interface);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRoutes(Utf8JsonWriter json, LocalInterface made, JsonElement before)
    {
        json.WriteStartArray("routes");
        Copy(json, before, "routes");
        if (made.HasDefaultRoute)
            foreach (var gateway in made.Gateways)
            {
                json.WriteStartObject();
                json.WriteString("dst", IsIpv6(gateway) ? "::/0" : "0.0.0.0/0");
                json.WriteString("gw", gateway);
                json.WriteEndObject();
            }
        json.WriteEndArray();
    }

    /// <summary>The runtime's word counts, then the configuration's, then what a plugin before has said, then what the node serves.</summary>
    private static void WriteDns(Utf8JsonWriter json, LocalInterface made, Configuration configuration, JsonElement before)
    {
        json.WritePropertyName("dns");
        var runtime = configuration.RuntimeConfig?.Dns;
        if (runtime is null && configuration.Dns is null && before.ValueKind == JsonValueKind.Object && before.TryGetProperty("dns", out var dns))
        {
            dns.WriteTo(json);
            return;
        }
        var served = runtime is null && configuration.Dns is null ? made : null;
        json.WriteStartObject();
        WriteList(json, "nameservers", runtime?.Servers ?? configuration.Dns?.Nameservers ?? served?.Nameservers);
        if (configuration.Dns?.Domain is { Length: > 0 } domain)
            json.WriteString("domain", domain);
        WriteList(json, "search", runtime?.Searches ?? configuration.Dns?.Search ?? served?.Search);
        WriteList(json, "options", runtime?.Options ?? configuration.Dns?.Options ?? served?.ResolverOptions);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string>? values)
    {
        if (values is { Count: > 0 })
            json.WriteTexts(name, values);
    }

    private static int Copy(Utf8JsonWriter json, JsonElement before, string name)
    {
        if (before.ValueKind != JsonValueKind.Object || !before.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
            return 0;
        foreach (var item in list.EnumerateArray())
            item.WriteTo(json);
        return list.GetArrayLength();
    }

    private static bool IsIpv6(string address) => address.Contains(':', StringComparison.Ordinal);
}
