namespace Netaas.Cli.Kinds;

/// <summary>All kinds, those first that others build on. A test holds the table against openapi.yaml.</summary>
internal static class KindTable
{
    private static readonly Column Name = new("NAME", "name");
    private static readonly Column Phase = new("STATUS", "status.phase");
    private static readonly Column Ready = new("READY", "status.nodes");
    private static readonly Column Age = new("AGE", "createdAt");
    private static readonly Column Project = new("PROJECT", "project");
    private static readonly Column Labels = new("LABELS", "labels");
    private static readonly Column Id = new("ID", "id");

    public static IReadOnlyList<Kind> All { get; } =
    [
        new("project", "projects", [Name, new("NETWORKS", "status.usage.networks"), new("PODS", "status.usage.pods"), Age], [new("QUOTAS", "quotas"), Labels, Id])
        {
            Aliases = ["proj"], IsApplied = true, IsCreated = true, IsDeleted = true, IsGlobal = true,
        },
        new("token", "tokens", [Name, new("ROLE", "role"), Project, new("EXPIRES", "expiresAt"), new("LAST USED", "status.lastUsedAt"), Age], [new("NODE", "status.node"), Labels, Id])
        {
            IsCreated = true, IsDeleted = true,
        },
        new("node", "nodes", [Name, new("ZONE", "zone"), Phase, new("ADDRESSES", "underlayAddresses"), new("APPLIED", "status.appliedRevision"), Age], [new("SEEN", "status.lastSeenAt"), new("NETNS", "status.netnsPath"), Labels, Id])
        {
            Aliases = ["no"], IsDeleted = true, IsGlobal = true,
        },
        new("pool", "pools", [Name, new("PURPOSE", "purpose"), new("CIDR", "cidr"), new("LENGTH", "defaultPrefixLength"), new("USED", "status.utilization"), Age], [Labels, Id])
        {
            IsApplied = true, IsCreated = true, IsDeleted = true, IsGlobal = true, Filters = ["purpose"],
        },
        new("reservation", "reservations", [new("POOL", "pool"), new("CIDR", "cidr"), new("NOTE", "note"), Age], [Labels, Id])
        {
            Aliases = ["res"], IsApplied = true, IsCreated = true, IsDeleted = true, IsGlobal = true, Parent = "pool",
        },
        new("network", "networks", [Name, new("TYPE", "type"), new("POD CIDRS", "podCidrs"), new("SERVICE CIDRS", "serviceCidrs"), Phase, Ready, Age], [new("ENCAPSULATION", "encapsulation"), new("VNI", "vni"), new("MTU", "mtu"), new("EGRESS", "egress"), Project, Labels, Id])
        {
            Aliases = ["net"], IsApplied = true, IsCreated = true, IsDeleted = true,
        },
        new("pod", "pods", [Name, new("NETWORK", "network"), new("NODE", "node"), new("ADDRESSES", "addresses"), Phase, Age], [new("MODE", "mode"), new("MAC", "mac"), new("NETNS", "status.netnsPath"), Project, Labels, Id])
        {
            Aliases = ["po"], IsApplied = true, IsCreated = true, IsDeleted = true, Filters = ["network", "node"],
        },
        new("service", "services", [Name, new("NETWORK", "network"), new("TYPE", "type"), new("CLUSTER IPS", "clusterIps"), new("PORTS", "ports"), Phase, Age], [new("SELECTOR", "selector"), Project, Labels, Id])
        {
            Aliases = ["svc"], IsApplied = true, IsCreated = true, IsDeleted = true, Filters = ["network"],
        },
        new("port-mapping", "port-mappings", [Name, new("NODES", "nodes"), new("HOST", "hostAddress"), new("PORT", "hostPort"), new("PROTOCOL", "protocol"), new("POD", "pod"), new("TARGET", "targetPort"), Phase, Age], [new("SERVICE", "service"), new("SERVICE-PORT", "servicePort"), Ready, Project, Labels, Id])
        {
            Aliases = ["portmapping", "pm"], IsApplied = true, IsCreated = true, IsDeleted = true, Filters = ["pod", "service", "node"],
        },
        new("block", "blocks", [new("CIDR", "cidr"), new("NETWORK", "network"), new("NODE", "node"), new("GATEWAY", "gateway"), new("USED", "utilization")], [Id])
        {
            IsRead = false, Filters = ["network", "node"],
        },
        new("address", "addresses", [new("ADDRESS", "address"), new("NETWORK", "network"), new("NODE", "node"), new("HOLDER", "holder"), new("POD", "pod"), new("SERVICE", "service")], [new("BLOCK", "block"), new("SINCE", "since")])
        {
            IsRead = false, Filters = ["network", "node", "pod", "service"],
        },
        new("change", "changes", [new("REVISION", "revision"), new("AT", "at"), new("ACTION", "action"), new("KIND", "kind"), new("NAME", "name"), new("BY", "actor")], [Project, new("REQUEST", "requestId"), new("ID", "resourceId")])
        {
            IsRead = false, Filters = ["kind", "resource", "at"],
        },
        new("job", "jobs", [Name, new("EVERY (S)", "intervalSeconds"), new("LAST RUN", "lastRun.finishedAt"), new("RESULT", "lastRun.detail")], [new("WHAT", "summary")])
        {
            IsRead = false,
        },
    ];

    /// <summary>Null where no kind answers to the word.</summary>
    public static Kind? Find(string word) => All.FirstOrDefault(kind => kind.Answers(word));
}
