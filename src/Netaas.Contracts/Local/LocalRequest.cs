using System.Text.Json.Serialization;

namespace Netaas.Contracts.Local;

/// <summary>What a program on a node may ask of its agent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LocalVerb>))]
public enum LocalVerb
{
    /// <summary>Gives a namespace an interface in a network.</summary>
    Attach,

    /// <summary>Takes it away; what is not there is as good as taken away.</summary>
    Detach,

    /// <summary>Reads the kernel and says whether an attachment is as it was made.</summary>
    Check,

    /// <summary>Detaches all of a configuration but those that are named.</summary>
    Gc,

    /// <summary>Says whether an attach could be done now.</summary>
    Status,

    /// <summary>Tells of a network: its ranges, and this node's part in it.</summary>
    Look,

    /// <summary>Keeps an address for whoever attaches with it soon.</summary>
    Reserve,

    /// <summary>Lets go of reserved addresses.</summary>
    Release,

    /// <summary>Publishes these ports of an attachment, and no others any more.</summary>
    Publish,

    /// <summary>Tells who the container of an attachment is: its name, labels and id.</summary>
    Introduce,
}

/// <summary>
/// A request on the agent's unix socket: one line of JSON each way, one request a connection. Values are texts here, as this is
/// an edge: a runtime's configuration comes in and the agent parses it. What a verb has no use for is left out, and is then as it
/// is here: a reader of JSON sets null for it.
/// </summary>
/// <param name="Runtime">What calls, as <c>cni</c>.</param>
public sealed record LocalRequest(LocalVerb Verb, string Runtime)
{
    private static readonly Dictionary<string, string> NoLabels = [];

    /// <summary>The runtime's name of the network configuration, which bounds a <see cref="LocalVerb.Gc"/>.</summary>
    public string Configuration { get; init => field = value ?? ""; } = "";

    public string ContainerId { get; init => field = value ?? ""; } = "";

    /// <summary>The interface's name in the namespace.</summary>
    public string Interface { get; init => field = value ?? ""; } = "";

    /// <summary>Path of the namespace.</summary>
    public string? Netns { get; init; }

    /// <summary>By name or id.</summary>
    public string Project { get; init => field = value ?? "default"; } = "default";

    /// <summary>By name or id.</summary>
    public string Network { get; init => field = value ?? "default"; } = "default";

    /// <summary>The pod's name; null for one made from the container's id.</summary>
    public string? Name { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? NoLabels; } = NoLabels;

    public IReadOnlyList<LocalPort> Ports { get; init => field = value ?? []; } = [];

    /// <summary>Addresses to have, at most one per family; none for the next free ones.</summary>
    public IReadOnlyList<string> Addresses { get; init => field = value ?? []; } = [];

    /// <summary>Null for one that is chosen.</summary>
    public string? Mac { get; init; }

    /// <summary>Other names by which the container's peers know it.</summary>
    public IReadOnlyList<string> Aliases { get; init => field = value ?? []; } = [];

    /// <summary>Whether the interface leads to everywhere; null where that depends on whether another one of the namespace does.</summary>
    public bool? DefaultRoute { get; init; }

    /// <summary>Whether the runtime takes the interface into the namespace, and does everything inside, by itself.</summary>
    public bool IsHanded { get; init; }

    /// <summary>For <see cref="LocalVerb.Look"/>: the network's pod CIDR, instead of its name. For <see cref="LocalVerb.Reserve"/>: what the address is to be in.</summary>
    public string? Cidr { get; init; }

    /// <summary>For <see cref="LocalVerb.Introduce"/>: the container's own id, where the attachment goes by another.</summary>
    public string? Holder { get; init; }

    /// <summary>For <see cref="LocalVerb.Gc"/>: what stays.</summary>
    public IReadOnlyList<LocalAttachment> Valid { get; init => field = value ?? []; } = [];

    /// <summary>Whether it says what calls and nothing in its lists is null: a reader of JSON lets that pass.</summary>
    public bool IsWhole =>
        Runtime is not null && !Ports.Contains(null) && !Valid.Contains(null) && !Addresses.Contains(null) && !Aliases.Contains(null) && !Labels.Values.Contains(null);
}

/// <summary>A port to publish on the node.</summary>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="HostAddress">Null or empty for all of the node's addresses.</param>
/// <param name="HostPortEnd">The first free port up to this one is taken; null for no choice.</param>
public sealed record LocalPort(string Protocol, int HostPort, int TargetPort, string? HostAddress, int? HostPortEnd = null);

/// <summary>What tells a runtime's attachments apart.</summary>
public sealed record LocalAttachment(string ContainerId, string Interface);
