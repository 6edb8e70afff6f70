using System.Collections.Immutable;

namespace Netaas.Terraform.Schemas;

/// <summary>The provider's own configuration.</summary>
internal static class ProviderSchema
{
    public const string Summary = "Networks for containers on a fleet of Linux nodes: projects, pools and their reservations, networks, pods, port mappings, services and tokens of an installation of Netaas.";

    public static ImmutableArray<ResourceAttribute> Attributes { get; } =
    [
        Setting("project", "Of resources that name none; what the token implies if omitted. Also NETAAS_PROJECT."),
        Setting("token", "What the provider proves itself with. Also NETAAS_TOKEN.") with { IsSensitive = true },
        Setting("url", "Of the API, as http://netaas.example:8080. Also NETAAS_URL."),
        Setting("wait_timeout", "How long a write waits until every node concerned has verified it: 500ms, 10s, 2m, at most 5m; 60s if omitted, 0s for not at all. What takes longer is a warning, and goes on."),
    ];

    private static ResourceAttribute Setting(string name, string description) =>
        new() { Name = name, Field = name, Type = AttributeType.Text, Description = description, IsOptional = true };
}
