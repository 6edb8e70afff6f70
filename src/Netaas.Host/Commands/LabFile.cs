using Netaas.Lab;

namespace Netaas.Host.Commands;

/// <summary>The names of a lab for shell scripts, in its run folder.</summary>
internal static class LabFile
{
    public static void Write(string runDir, LabLayout layout) => File.WriteAllText(
        Path.Combine(runDir, "lab"),
        $"""
        lab_prefix={layout.Prefix}
        lab_management={layout.ManagementHost.Address}
        lab_resolvers={string.Join(',', layout.Outside.Select(address => address.Address))}

        """);
}
