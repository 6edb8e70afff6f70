using System.Security.Cryptography;
using System.Text;
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
        var managementLink = reader.Flag("management-link");
        return new LabProcessOptions(
            runDir,
            new LabOptions(IdOf(runDir), nodes, managementLink),
            reader.Text("control-socket", Path.Combine(runDir, "control.sock")));
    }

    /// <summary>A run folder's lab has the same name at every start, so that it is found again.</summary>
    private static string IdOf(string runDir) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(runDir)))[..6];
}
