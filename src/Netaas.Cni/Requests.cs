using Netaas.Contracts.Local;

namespace Netaas.Cni;

/// <summary>Requests to the agent, out of environment and configuration.</summary>
internal static class Requests
{
    private const string Runtime = "cni";

    public static LocalRequest Of(LocalVerb verb, PluginEnvironment environment, Configuration configuration) => new(verb, Runtime)
    {
        Configuration = configuration.Name ?? "",
        ContainerId = environment.ContainerId,
        Interface = environment.Interface,
        Netns = environment.Netns.Length == 0 ? null : environment.Netns,
        Project = configuration.Project ?? "default",
        Network = configuration.Network ?? "default",
    };

    public static LocalRequest Attach(PluginEnvironment environment, Configuration configuration)
    {
        var runtime = configuration.RuntimeConfig;
        return Of(LocalVerb.Attach, environment, configuration) with
        {
            Name = environment.Arguments.GetValueOrDefault("K8S_POD_NAME"),
            Labels = LabelsOf(environment, configuration),
            Ports = PortsOf(runtime?.PortMappings ?? []),
            Addresses = runtime?.Ips ?? configuration.Arguments?.Ips ?? Single(environment.Arguments.GetValueOrDefault("IP")),
            Mac = runtime?.Mac ?? environment.Arguments.GetValueOrDefault("MAC"),
            Aliases = runtime?.Aliases ?? [],
            DefaultRoute = configuration.DefaultRoute,
        };
    }

    public static LocalRequest Collect(Configuration configuration, List<ValidAttachment> valid)
    {
        var stays = new List<LocalAttachment>(valid.Count);
        foreach (var attachment in valid)
            stays.Add(new LocalAttachment(attachment.ContainerId, attachment.Interface));
        return new LocalRequest(LocalVerb.Gc, Runtime) { Configuration = configuration.Name ?? "", Valid = stays };
    }

    public static LocalRequest Status(Configuration configuration) =>
        new(LocalVerb.Status, Runtime) { Project = configuration.Project ?? "default", Network = configuration.Network ?? "default" };

    /// <summary>The configuration's, then those of the call, which win.</summary>
    private static Dictionary<string, string> LabelsOf(PluginEnvironment environment, Configuration configuration)
    {
        var labels = new Dictionary<string, string>(configuration.Labels);
        foreach (var label in configuration.Arguments?.Labels ?? [])
            labels[label.Key] = label.Value;
        if (environment.Arguments.TryGetValue("K8S_POD_NAMESPACE", out var space))
            labels["namespace"] = space;
        foreach (var pair in (environment.Arguments.GetValueOrDefault("NETAAS_LABELS") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            if (pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                labels[pair[..at]] = pair[(at + 1)..];
        return labels;
    }

    /// <summary>A host port of 0 asks for none, as with the reference plugin.</summary>
    private static List<LocalPort> PortsOf(List<PortMapping> mappings)
    {
        var ports = new List<LocalPort>();
        foreach (var mapping in mappings)
            if (mapping.HostPort != 0)
                ports.Add(new LocalPort(mapping.Protocol is { Length: > 0 } protocol ? protocol : "tcp", mapping.HostPort, mapping.ContainerPort, mapping.HostIp));
        return ports;
    }

    private static List<string> Single(string? value) => value is null ? [] : [.. value.Split(',')];
}
