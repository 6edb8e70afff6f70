using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Netaas.Agent.Names;

/// <summary>A zone as a file that a server begins with (RFC 1035 §5).</summary>
internal static class ZoneFile
{
    /// <summary>How long an answer may be kept: a client that asks for each connection hardly meets an endpoint that is gone.</summary>
    public const int Ttl = 5;

    /// <param name="records">Those of all zones of the network; the ones of other zones are left out.</param>
    /// <param name="serial">No secondary ever asks for it; a later one is higher, so that the server has nothing to complain of.</param>
    public static string Text(ServedNetwork network, string zone, IEnumerable<NameRecord> records, uint serial)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"$TTL {Ttl}\n{zone}. SOA host.{network.Domain}. netaas.{network.Domain}. {serial} 3600 600 86400 {Ttl}\n{zone}. NS host.{network.Domain}.\n");
        foreach (var line in records.Where(record => network.ZoneOf(record.Owner) == zone).Select(Line).Order(StringComparer.Ordinal))
            text.Append(line).Append('\n');
        return text.ToString();
    }

    private static string Line(NameRecord record) => $"{record.Owner}. " + record.Data switch
    {
        RecordData.Address { Value: var address } => $"{(address.AddressFamily == AddressFamily.InterNetwork ? "A" : "AAAA")} {address}",
        RecordData.Alias { Target: var target } => $"CNAME {target}.",
        RecordData.Pointer { Target: var target } => $"PTR {target}.",
        RecordData.Server { Port: var port, Target: var target } => $"SRV 0 0 {port.ToString(CultureInfo.InvariantCulture)} {target}.",
        _ => throw new ArgumentOutOfRangeException(nameof(record), record, null),
    };
}
