using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Netaas.Core;

namespace Netaas.Agent.Names;

/// <summary>
/// What named (BIND 9.18) is told: one view for each network, chosen by the address that was asked. A gateway is reached from
/// its own network's devices alone (nftables, <c>filter-input</c>), so nobody gets to see another network's names.
/// </summary>
internal sealed record NamedConfiguration(string Folder, string Secret, EquatableList<IPAddress> Resolvers)
{
    public const string Key = "netaas";

    /// <summary>At 127.0.0.1 of the node, beside a server of the node's owner at the usual 953.</summary>
    private const int ControlPort = 9953;

    /// <summary>Of the answers of other resolvers, for each network: some ten thousand names.</summary>
    private const string Cache = "8m";

    /// <summary>An option of newer releases (9.18.28, and what distributions have patched), by which a name with more than 100 records is refused, with its zone.</summary>
    public const string RecordLimit = "max-records-per-type";

    public string Path => System.IO.Path.Combine(Folder, "named.conf");

    public string ControlPath => System.IO.Path.Combine(Folder, "rndc.conf");

    public string PidPath => System.IO.Path.Combine(Folder, "named.pid");

    /// <summary>The file of a network's zone.</summary>
    public string ZonePath(ServedNetwork network, string zone) => System.IO.Path.Combine(Folder, $"{network.Id.Value:N}-{zone}.zone");

    public string ControlText => $$"""
        key "{{Key}}" { algorithm hmac-sha256; secret "{{Secret}}"; };
        options { default-server 127.0.0.1; default-port {{ControlPort}}; default-key "{{Key}}"; };

        """;

    /// <param name="hasRecordLimit">Whether this named knows <see cref="RecordLimit"/>; one that doesn't would not start with it.</param>
    public string Text(IReadOnlyCollection<ServedNetwork> networks, bool hasRecordLimit)
    {
        var text = new StringBuilder(Head(networks, hasRecordLimit));
        foreach (var network in networks)
        {
            text.Append(CultureInfo.InvariantCulture, $"view \"{network.Name}-{network.Id.Value:N}\" {{\n  match-destinations {{ {List(network.Gateways)}}};\n");
            foreach (var zone in network.Zones)
                text.Append(CultureInfo.InvariantCulture, $"  zone \"{zone}\" {{ type primary; file \"{ZonePath(network, zone)}\"; allow-update {{ key \"{Key}\"; }}; max-journal-size 1m; }};\n");
            text.Append("};\n");
        }
        return text.ToString();
    }

    private string Head(IReadOnlyCollection<ServedNetwork> networks, bool hasRecordLimit)
    {
        var gateways = networks.SelectMany(network => network.Gateways).ToList();
        // Without anybody to ask it would ask the root servers, in the name of a node that has chosen not to.
        var others = Resolvers.Count == 0 ? "recursion no;" : $"recursion yes; forward only; forwarders {{ {List(Resolvers)}}};";
        return $$"""
            key "{{Key}}" { algorithm hmac-sha256; secret "{{Secret}}"; };
            controls { inet 127.0.0.1 port {{ControlPort}} allow { 127.0.0.1; } keys { "{{Key}}"; }; };
            options {
              directory "{{Folder}}"; managed-keys-directory "{{Folder}}"; pid-file "{{PidPath}}"; session-keyfile none;
              listen-on { {{List(gateways.Where(IsIpv4), "none; ")}}}; listen-on-v6 { {{List(gateways.Where(address => !IsIpv4(address)), "none; ")}}};
              allow-query { any; }; allow-recursion { any; }; allow-query-cache { any; }; allow-transfer { none; }; notify no;
              {{others}}
              {{(hasRecordLimit ? $"{RecordLimit} 0;" : "")}}
              dnssec-validation no; empty-zones-enable no; minimal-responses yes; max-cache-size {{Cache}}; version none;
            };
            logging {
              channel file { file "{{Folder}}/named.log" size 1m versions 1; severity notice; print-time yes; };
              category default { file; }; category update { null; }; category lame-servers { null; };
            };

            """;
    }

    private static string List(IEnumerable<IPAddress> addresses, string nobody = "") =>
        string.Concat(addresses.Select(address => $"{address}; ")) is { Length: > 0 } list ? list : nobody;

    private static bool IsIpv4(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork;
}
