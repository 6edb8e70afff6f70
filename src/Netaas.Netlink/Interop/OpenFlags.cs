namespace Netaas.Netlink.Interop;

/// <summary>Flags of <c>open(2)</c>, the same on x86-64 and arm64.</summary>
internal static class OpenFlags
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int CloseOnExec = 0x80000;
}
