using System.Text.Json;
using System.Text.Json.Serialization;

namespace Netaas.Cni;

/// <summary>What a runtime sends on standard input: the plugin's part of a network configuration.</summary>
internal sealed record Configuration
{
    public string? CniVersion { get; init; }

    public string? Name { get; init; }

    /// <summary>Of Netaas, by name or id; 'default' where nothing is said.</summary>
    public string? Project { get; init; }

    /// <summary>Of Netaas, by name or id; 'default' where nothing is said.</summary>
    public string? Network { get; init; }

    /// <summary>The agent's; its usual one where nothing is said.</summary>
    public string? Socket { get; init; }

    /// <summary>Of every pod of this configuration.</summary>
    public Dictionary<string, string>? Labels { get; init; }

    public bool? DefaultRoute { get; init; }

    public DnsSettings? Dns { get; init; }

    public RuntimeSettings? RuntimeConfig { get; init; }

    public ArgumentsObject? Args { get; init; }

    public JsonElement? PrevResult { get; init; }

    /// <summary>Of GC: a list, or null for an empty one, as libcni writes it; undefined where nothing was said.</summary>
    [JsonPropertyName("cni.dev/valid-attachments")]
    public JsonElement ValidAttachments { get; init; }
}

internal sealed record DnsSettings
{
    public List<string>? Nameservers { get; init; }

    public string? Domain { get; init; }

    public List<string>? Search { get; init; }

    public List<string>? Options { get; init; }
}

/// <summary>What a runtime fills in for the capabilities that a configuration asks for.</summary>
internal sealed record RuntimeSettings
{
    public List<PortMapping>? PortMappings { get; init; }

    public List<string>? Ips { get; init; }

    public string? Mac { get; init; }

    /// <summary>By name of the network configuration.</summary>
    public Dictionary<string, List<string>>? Aliases { get; init; }

    public RuntimeDns? Dns { get; init; }
}

/// <param name="HostIp">Null or empty for all of the node's addresses.</param>
internal sealed record PortMapping(int HostPort, int ContainerPort, string? Protocol, [property: JsonPropertyName("hostIP")] string? HostIp);

internal sealed record RuntimeDns(List<string>? Servers, List<string>? Searches, List<string>? Options);

/// <summary><c>args</c>, whose part <c>cni</c> is of the conventions.</summary>
internal sealed record ArgumentsObject(ConventionalArguments? Cni);

internal sealed record ConventionalArguments(List<LabelArgument>? Labels, List<string>? Ips);

internal sealed record LabelArgument(string Key, string Value);

internal sealed record ValidAttachment(
    [property: JsonPropertyName("containerID")] string ContainerId, [property: JsonPropertyName("ifname")] string Interface);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Configuration))]
[JsonSerializable(typeof(List<ValidAttachment>))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
