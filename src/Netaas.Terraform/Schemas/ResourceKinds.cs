using System.Collections.Immutable;

namespace Netaas.Terraform.Schemas;

/// <summary>The kinds that the provider offers.</summary>
internal static class ResourceKinds
{
    public static ImmutableArray<ResourceKind> All { get; } =
    [
        new()
        {
            Name = "project", Path = "projects", Document = "Project", IsGlobal = true,
            Summary = "A project owns resources and has quotas.",
        },
        new()
        {
            Name = "pool", Path = "pools", Document = "Pool", IsGlobal = true, Immutable = ["purpose"],
            Summary = "A pool is address space that CIDRs are cut from.",
        },
        new()
        {
            Name = "reservation", Path = "reservations", Document = "Reservation", Parent = "pool", IsGlobal = true, Immutable = ["cidr", "prefixLength"],
            Defaults = Defaults(("note", "\"\"")),
            Summary = "A reservation is a range of a pool that no network is given: the CIDR that it names, or the next free one of its length.",
        },
        new()
        {
            Name = "node", Path = "nodes", Document = "Node", IsGlobal = true, IsOnlyRead = true,
            Summary = "A node is a machine with an agent, which enrols it.",
        },
        new()
        {
            Name = "network", Path = "networks", Document = "Network", Allocated = ["vni"],
            Summary = "A network has a pod CIDR and optionally a service CIDR, per address family, and stands on all of its nodes.",
            Defaults = Defaults(("type", "\"overlay\""), ("encapsulation", "\"vxlan\""), ("egress", "\"masquerade\"")),
        },
        new()
        {
            Name = "pod", Path = "pods", Document = "Pod", Allocated = ["network", "mac"],
            Summary = "A pod is one network namespace on a node, with its addresses.",
            Defaults = Defaults(("mode", "\"network\""), ("ports", "[]"), ("drain", "false"), ("weight", "1")),
        },
        new()
        {
            Name = "port-mapping", Path = "port-mappings", Document = "PortMapping", Sets = ["nodes"],
            Summary = "A port mapping publishes a port of a pod on nodes.",
            Defaults = Defaults(("hostAddress", "\"0.0.0.0\""), ("protocol", "\"tcp\"")),
        },
        new()
        {
            Name = "service", Path = "services", Document = "Service", Allocated = ["healthCheckNodePort"],
            Exchangeable = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("type", ["clusterIp", "nodePort", "loadBalancer"]),
            FollowsFrom = ImmutableDictionary<string, ImmutableArray<string>>.Empty
                .Add("loadBalancerIps", ["type"]).Add("healthCheckNodePort", ["type", "externalTrafficPolicy"]),
            Summary = "A service is a stable virtual address in front of pods.",
            Defaults = Defaults(
                ("selector", "{}"), ("type", "\"clusterIp\""), ("sessionAffinity", "\"none\""), ("sessionAffinityTimeoutSeconds", "10800"),
                ("internalTrafficPolicy", "\"cluster\""), ("externalTrafficPolicy", "\"cluster\""), ("terminationGraceSeconds", "30"),
                ("loadBalancerSourceRanges", "[]")),
        },
        new()
        {
            Name = "token", Path = "tokens", Document = "Token", Immutable = ["role"], Defaults = Defaults(("system", "false")),
            Summary = "A token is what a client of the API proves itself with. Its secret is known to the state of the run that made it, and to nobody after.",
        },
    ];

    private static ImmutableDictionary<string, string> Defaults(params (string Field, string Json)[] defaults) =>
        defaults.ToImmutableDictionary(pair => pair.Field, pair => pair.Json);
}
