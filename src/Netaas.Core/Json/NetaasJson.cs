using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;

namespace Netaas.Core.Json;

/// <summary>How Netaas writes JSON: on the bus, in REST bodies and in an agent's saved replica alike.</summary>
public static class NetaasJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Adds the converters and rules to options that somebody else made (the bus's, the web framework's).</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        foreach (var converter in Converters())
            options.Converters.Add(converter);
        return options;
    }

    private static IEnumerable<JsonConverter> Converters() =>
    [
        new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        new EquatableListConverter(),
        new TextConverter<IPAddress>(TryReadAddress, value => value.ToString()),
        new TextConverter<IPNetwork>((text, out value) => IPNetwork.TryParse(text, out value), Cidr.Format),
        new TextConverter<InterfaceAddress>((text, out value) => InterfaceAddress.TryParse(text, out value), value => value.ToString()),
        new TextConverter<MacAddress>((text, out value) => MacAddress.TryParse(text, out value), value => value.ToString()),
        new TextConverter<Vni>(TryReadVni, value => value.ToString()),
        new TextConverter<NodeId>((text, out value) => Id(text, id => new NodeId(id), out value), id => id.ToString()),
        new TextConverter<NetworkId>((text, out value) => Id(text, id => new NetworkId(id), out value), id => id.ToString()),
        new TextConverter<PodId>((text, out value) => Id(text, id => new PodId(id), out value), id => id.ToString()),
        new TextConverter<PortMappingId>((text, out value) => Id(text, id => new PortMappingId(id), out value), id => id.ToString()),
        new TextConverter<ServiceId>((text, out value) => Id(text, id => new ServiceId(id), out value), id => id.ToString()),
    ];

    private static bool TryReadAddress(string text, out IPAddress value)
    {
        var found = IPAddress.TryParse(text, out var read);
        value = read ?? IPAddress.None;
        return found;
    }

    private static bool TryReadVni(string text, out Vni value)
    {
        value = default;
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < Vni.Min or > Vni.Max)
            return false;
        value = new Vni(number);
        return true;
    }

    private static bool Id<T>(string text, Func<Guid, T> make, out T value)
    {
        var found = Guid.TryParse(text, out var id);
        value = make(id);
        return found;
    }
}
