using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.View;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// Keeps clients to endpoints: a map of the kernel's own remembers the name of the endpoint that a client was given, until the
/// service's timeout after the client's last connection. A rule can't take the timeout from a map, so there are classes of them,
/// and a name says of which class it is.
/// </summary>
internal static class Affinity
{
    /// <summary>Timeouts that are kept to the second; one between two is kept for the longer.</summary>
    public static ImmutableArray<int> Timeouts { get; } =
    [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 45, 50,
        60, 75, 90, 120, 150, 180, 240, 300, 420, 600, 900, 1200, 1500, 1800, 2400, 2700,
        3600, 5400, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400,
    ];

    /// <summary>Remembers who was chosen, in the place of who was before.</summary>
    public static ImmutableArray<RulesetRule> Remember(string ip, int version)
    {
        var client = Client(ip, version);
        return
        [
            new($"delete @clients-{version} {{ {client} : meta mark }}", "an element's timeout begins anew only with the element"),
            .. Timeouts.Select((seconds, index) => new RulesetRule(
                $"meta mark {ServiceMarks.NamesOf(index)} add @clients-{version} {{ {client} timeout {Text(seconds)} : meta mark }}", $"affinity of up to {seconds} s")),
        ];
    }

    /// <summary>
    /// Who asks for what, in 16 bytes: nft 1.0.6 takes no longer key for a map that rules fill. Of IPv6 addresses these are the
    /// bits that tell pods and services of a network apart; clients who share them share an endpoint.
    /// </summary>
    public static string Client(string ip, int version) => version == 4 ? $"{ip} saddr . {ip} daddr . meta l4proto . th dport" : Client6;

    public const string Client6 = "@nh,112,32 . @nh,160,32 . @nh,288,32 . th dport";

    /// <summary>A name for each endpoint, which stays the same whoever else comes and goes, but for one chance in thousands.</summary>
    public static IReadOnlyList<uint> NamesOf(IReadOnlyList<EndpointItem> endpoints, uint names, int timeoutSeconds)
    {
        var first = names + ((uint)ClassOf(timeoutSeconds) << ServiceMarks.NameBits);
        var given = new HashSet<uint>();
        var result = new uint[endpoints.Count];
        foreach (var index in Enumerable.Range(0, endpoints.Count).OrderBy(index => Cidr.ToNumber(endpoints[index].Address)).ThenBy(index => endpoints[index].Port))
        {
            var name = Hash(endpoints[index].Address, endpoints[index].Port) & Mask;
            while (!given.Add(name))
                name = name + 1 & Mask;
            result[index] = first + name;
        }
        return result;
    }

    private const uint Mask = (1u << ServiceMarks.NameBits) - 1;

    private static int ClassOf(int seconds)
    {
        for (var index = 0; index < Timeouts.Length; index++)
            if (Timeouts[index] >= seconds)
                return index;
        return Timeouts.Length - 1;
    }

    /// <summary>FNV-1a.</summary>
    private static uint Hash(IPAddress address, ushort port)
    {
        var hash = 2_166_136_261u;
        foreach (var octet in (byte[])[.. address.GetAddressBytes(), (byte)(port >> 8), (byte)port])
            hash = (hash ^ octet) * 16_777_619u;
        return hash ^ hash >> 16;
    }

    /// <summary>As nft lists a time.</summary>
    private static string Text(int seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return string.Concat(
            new[] { (time.Days, "d"), (time.Hours, "h"), (time.Minutes, "m"), (time.Seconds, "s") }
                .Where(part => part.Item1 > 0).Select(part => part.Item1.ToString(CultureInfo.InvariantCulture) + part.Item2));
    }
}
