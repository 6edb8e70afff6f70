using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Settings of the node's namespace and of our interfaces in it. They are set, never turned back.</summary>
internal static class Sysctls
{
    public static void Apply(Step step, NodeSockets node, FailureLog failures) => failures.Guard(step, () =>
    {
        var (path, value) = step.Object switch
        {
            SysctlObject setting => (setting.Path, setting.Value),
            DeviceSysctlObject setting => (setting.Path, setting.Value),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a setting."),
        };
        // A value that stands is left alone: in a container the file may be readable only.
        if (ReadValue(path, node) != value)
            node.Namespace.WriteSysctl(path, value);
    });

    /// <summary>The setting as it is; null where the kernel has none of the name.</summary>
    public static KernelObject? Read(KernelObject wanted, NodeSockets node) => wanted switch
    {
        SysctlObject setting => ReadValue(setting.Path, node) is { } value ? setting with { Value = value } : null,
        DeviceSysctlObject setting => ReadValue(setting.Path, node) is { } value ? setting with { Value = value } : null,
        _ => throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "Not a setting."),
    };

    private static string? ReadValue(string path, NodeSockets node)
    {
        try
        {
            return node.Namespace.ReadSysctl(path);
        }
        catch (NetlinkException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }
}
