using System.Text.Json;

namespace Netaas.Cni;

/// <summary>What a runtime sends on standard input: the plugin's part of a network configuration.</summary>
/// <param name="Project">Of Netaas, by name or id; 'default' where nothing is said.</param>
/// <param name="Network">Of Netaas, by name or id; 'default' where nothing is said.</param>
/// <param name="Socket">The agent's; its usual one where nothing is said.</param>
/// <param name="Labels">Of every pod of this configuration.</param>
/// <param name="Arguments">The part <c>cni</c> of <c>args</c>, as the conventions have it.</param>
/// <param name="PrevResult">Null also for what is no object: only CHECK can't do without.</param>
/// <param name="Whole">With what is read only by the command that needs it.</param>
internal sealed record Configuration(
    string? CniVersion,
    string? Name,
    string? Project,
    string? Network,
    string? Socket,
    Dictionary<string, string> Labels,
    bool? DefaultRoute,
    DnsSettings? Dns,
    RuntimeSettings? RuntimeConfig,
    ConventionalArguments? Arguments,
    JsonElement? PrevResult,
    JsonElement Whole)
{
    /// <exception cref="JsonException">A field that is known is not of its form.</exception>
    public static Configuration Read(JsonElement from)
    {
        if (from.ValueKind != JsonValueKind.Object)
            throw new JsonException("The configuration must be an object.");
        var name = from.Text("name");
        return new Configuration(
            from.Text("cniVersion"),
            name,
            from.Text("project"),
            from.Text("network"),
            from.Text("socket"),
            from.TextsByName("labels"),
            from.Flag("defaultRoute"),
            from.Part("dns") is { } dns ? DnsSettings.Read(dns) : null,
            from.Part("runtimeConfig") is { } runtime ? RuntimeSettings.Read(runtime, name ?? "") : null,
            from.Part("args")?.Part("cni") is { } arguments ? ConventionalArguments.Read(arguments) : null,
            from.TryGetProperty("prevResult", out var before) && before.ValueKind == JsonValueKind.Object ? before : null,
            from);
    }
}

internal sealed record DnsSettings(List<string>? Nameservers, string? Domain, List<string>? Search, List<string>? Options)
{
    public static DnsSettings Read(JsonElement from) => new(from.Texts("nameservers"), from.Text("domain"), from.Texts("search"), from.Texts("options"));
}

/// <summary>What a runtime fills in for the capabilities that a configuration asks for.</summary>
/// <param name="Aliases">Those for this configuration.</param>
internal sealed record RuntimeSettings(List<PortMapping> PortMappings, List<string>? Ips, string? Mac, List<string>? Aliases, RuntimeDns? Dns)
{
    /// <param name="name">The configuration's, as runtimes give aliases for several.</param>
    public static RuntimeSettings Read(JsonElement from, string name) => new(
        PortMapping.Read(from),
        from.Texts("ips"),
        from.Text("mac"),
        from.Part("aliases")?.Texts(name),
        from.Part("dns") is { } dns ? new RuntimeDns(dns.Texts("servers"), dns.Texts("searches"), dns.Texts("options")) : null);
}

/// <param name="HostIp">Null or empty for all of the node's addresses.</param>
internal sealed record PortMapping(int HostPort, int ContainerPort, string? Protocol, string? HostIp)
{
    public static List<PortMapping> Read(JsonElement runtime)
    {
        var mappings = new List<PortMapping>();
        foreach (var mapping in runtime.Parts("portMappings"))
            mappings.Add(new PortMapping(mapping.Number("hostPort"), mapping.Number("containerPort"), mapping.Text("protocol"), mapping.Text("hostIP")));
        return mappings;
    }
}

internal sealed record RuntimeDns(List<string>? Servers, List<string>? Searches, List<string>? Options);

internal sealed record ConventionalArguments(List<LabelArgument> Labels, List<string>? Ips)
{
    public static ConventionalArguments Read(JsonElement from)
    {
        var labels = new List<LabelArgument>();
        foreach (var label in from.Parts("labels"))
            labels.Add(new LabelArgument(label.Text("key") ?? "", label.Text("value") ?? ""));
        return new ConventionalArguments(labels, from.Texts("ips"));
    }
}

internal sealed record LabelArgument(string Key, string Value);

internal sealed record ValidAttachment(string ContainerId, string Interface)
{
    private const string Key = "cni.dev/valid-attachments";

    /// <returns>None for null, as libcni writes an empty list; null where nothing was said.</returns>
    /// <exception cref="JsonException">It is not of its form.</exception>
    public static List<ValidAttachment>? Read(Configuration configuration)
    {
        if (!configuration.Whole.TryGetProperty(Key, out _))
            return null;
        var valid = new List<ValidAttachment>();
        foreach (var attachment in configuration.Whole.Parts(Key))
            valid.Add(new ValidAttachment(attachment.Text("containerID") ?? "", attachment.Text("ifname") ?? ""));
        return valid;
    }
}
