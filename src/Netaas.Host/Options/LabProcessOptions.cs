using System.Net;
using System.Security.Cryptography;
using System.Text;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Lab;

namespace Netaas.Host.Options;

/// <summary>The lab of one run folder.</summary>
/// <param name="ControlSocket">Where the all-in-one process takes orders about its agents.</param>
internal sealed record LabProcessOptions(string RunDir, LabOptions Lab, string ControlSocket)
{
    public static LabProcessOptions Read(OptionReader reader)
    {
        var runDir = reader.Required("run-dir", "the folder that this lab belongs to");
        var nodes = reader.Number("nodes", 3, 1, LabOptions.MaxNodes);
        var lab = new LabOptions(IdOf(runDir), nodes, reader.Flag("management-link"))
        {
            Subnets = reader.Number("subnets", 1, 1, LabOptions.MaxSubnets),
            Ipv6 = reader.Flag("ipv6"),
            LetThrough = ReadCidrs(reader, "let-through"),
        };
        return new LabProcessOptions(
            runDir,
            lab,
            reader.Text("control-socket", Path.Combine(runDir, "control.sock")));
    }

    private static EquatableList<IPNetwork> ReadCidrs(OptionReader reader, string key)
    {
        var cidrs = new List<IPNetwork>();
        foreach (var text in reader.Optional(key)?.Split(',') ?? [])
            if (Cidr.TryParse(text, out var cidr) == CidrError.None)
                cidrs.Add(cidr);
            else
                reader.Refuse($"--{key} has {text}; give pod CIDRs as 10.20.0.0/16, apart by commas");
        return cidrs.ToEquatableList();
    }

    /// <summary>A run folder's lab has the same name at every start, so that it is found again.</summary>
    private static string IdOf(string runDir) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(runDir)))[..6];
}
