using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// Reads elements from nft's listings: <c>set name { type ... elements = { key, ... } }</c>, for a map <c>key : value</c>,
/// fields joined by dots. (Its JSON would do, but 1.0.6 answers <c>get element</c> in text whatever is asked of it.)
/// </summary>
internal static partial class NftElementParser
{
    public static IEnumerable<SetElementObject> Parse(string listing)
    {
        foreach (Match match in Elements().Matches(listing))
        {
            var set = RulesetSet.All.FirstOrDefault(known => known.Name == match.Groups["set"].Value);
            if (set is null)
                continue;
            foreach (var element in match.Groups["elements"].Value.Split(',', StringSplitOptions.TrimEntries))
                yield return Element(set, element);
        }
    }

    private static SetElementObject Element(RulesetSet set, string text)
    {
        var sides = text.Split(" : ");
        return new SetElementObject(set.Name, Parts(set.Key, sides[0]), set.IsMap ? Parts(set.Value, sides[1]) : []);
    }

    private static EquatableList<ElementPart> Parts(IReadOnlyList<PartType> types, string text) =>
        text.Split(" . ").Select((field, index) => Part(types[index], field.Trim())).ToEquatableList();

    private static ElementPart Part(PartType type, string field) => type switch
    {
        PartType.Ipv4 or PartType.Ipv6 => ElementPart.Of(IPAddress.Parse(field)),
        PartType.Mac => MacAddress.TryParse(field, out var mac) ? ElementPart.Of(mac) : throw new FormatException($"{field} is no MAC."),
        PartType.Device => ElementPart.Of(new InterfaceName(field.Trim('"'))),
        PartType.Protocol => Protocol(field),
        PartType.Port => ElementPart.Of(ushort.Parse(field, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static ElementPart Protocol(string field) => byte.TryParse(field, CultureInfo.InvariantCulture, out var number)
        ? new ElementPart(PartType.Protocol, number)
        : ElementPart.Of(Enum.Parse<TransportProtocol>(field, ignoreCase: true));

    [GeneratedRegex(@"(?:set|map) (?<set>\S+) \{[^{}]*elements = \{ (?<elements>[^{}]*?) \}", RegexOptions.CultureInvariant)]
    private static partial Regex Elements();
}
