using System.Net;
using System.Security.Cryptography;
using System.Text;
using Netaas.Core;

namespace Netaas.Lab;

/// <summary>What a lab is made of. The same options always mean the same namespaces, so a lab that stands is found again.</summary>
/// <param name="Id">Six lower-case hexadecimal digits that keep labs on one machine apart.</param>
/// <param name="NodeCount">1 to <see cref="MaxNodes"/>.</param>
/// <param name="ManagementLink">
/// Whether the nodes reach the host on an address of its own, for programs that run inside a node's namespace. It is the
/// only thing that a lab makes in the host's namespace.
/// </param>
public sealed record LabOptions(string Id, int NodeCount, bool ManagementLink = false)
{
    /// <summary>Node addresses end at .254 of their subnets.</summary>
    public const int MaxNodes = 244;

    /// <summary>Zones are called a to z.</summary>
    public const int MaxSubnets = 26;

    /// <summary>Subnets of the underlay with a router between them; the nodes go round among them, and each is a zone.</summary>
    public int Subnets { get; init; } = 1;

    /// <summary>Whether the underlay carries IPv6 beside IPv4.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>
    /// Pod CIDRs that the underlay lets through beside the nodes' own addresses, as one does on which networks go without
    /// encapsulation. It knows no way to them: that is the nodes' business.
    /// </summary>
    public EquatableList<IPNetwork> LetThrough { get; init; } = [];

    /// <summary>The id of the lab that belongs to a folder, which is the start of the SHA-256 of its path.</summary>
    /// <param name="folder">An absolute path, written the same way each time; deploy's scripts derive the same id.</param>
    public static string IdOf(string folder) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..6];

    /// <summary>Null where the options can be used, else what is wrong with them.</summary>
    public string? Problem =>
        Id.Length != 6 || Id.Any(c => !char.IsAsciiHexDigitLower(c)) ? $"The lab's id '{Id}' isn't six lower-case hexadecimal digits."
        : NodeCount is < 1 or > MaxNodes ? $"A lab has 1 to {MaxNodes} nodes, not {NodeCount}."
        : Subnets is < 1 or > MaxSubnets ? $"A lab has 1 to {MaxSubnets} subnets, not {Subnets}."
        : null;
}
