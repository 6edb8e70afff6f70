using System.Net;
using Netaas.Agent.Names;
using Netaas.Core;
using Netaas.Core.Addressing;

namespace Netaas.Host.Options;

/// <summary>Reads how pods find names.</summary>
internal static class NamesOptions
{
    /// <param name="resolvers">Who is asked for other names where nobody is given.</param>
    /// <returns>Null where they are not to.</returns>
    public static NameOptions? Read(OptionReader reader, Func<EquatableList<IPAddress>> resolvers)
    {
        var isOn = reader.Choice("dns", Switch.On) == Switch.On;
        var domain = reader.Text("domain", NameOptions.DefaultDomain);
        var given = reader.Optional("resolvers");
        var parsed = new List<IPAddress>();
        foreach (var text in given?.Split(',') ?? [])
            if (Cidr.TryParseAddress(text, out var address))
                parsed.Add(address);
            else
                reader.Refuse($"--resolvers has {text}; give addresses, apart by commas");
        return isOn ? new NameOptions(domain, given is null ? resolvers() : parsed.ToEquatableList()) : null;
    }

    private enum Switch
    {
        On,
        Off,
    }
}
