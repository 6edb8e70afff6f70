using System.Net;
using Netaas.Core;
using Netaas.Core.Naming;

namespace Netaas.Agent.Names;

/// <summary>How a node's pods find names.</summary>
/// <param name="Domain">What all names end in; the same on every node of a fleet.</param>
/// <param name="Resolvers">Who is asked for other names, from the node's namespace; empty for nobody.</param>
public sealed record NameOptions(string Domain, EquatableList<IPAddress> Resolvers)
{
    public const string DefaultDomain = "netaas.internal";

    /// <summary>The resolvers that the programs of this machine ask.</summary>
    public static EquatableList<IPAddress> OfMachine() => File.Exists("/etc/resolv.conf") ? Parse(File.ReadLines("/etc/resolv.conf")) : [];

    /// <summary>Those that a resolv.conf names; an address with a scope is left out, as it means nothing to others.</summary>
    internal static EquatableList<IPAddress> Parse(IEnumerable<string> lines) => lines
        .Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        .Select(words => words is ["nameserver", var text, ..] && !text.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) ? address : null)
        .OfType<IPAddress>().Distinct().ToEquatableList();

    internal static bool IsDomain(string text) => text.Length is > 0 and < 128 && text.Split('.').All(ResourceName.IsValid);
}
