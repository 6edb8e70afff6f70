namespace Netaas.Dataplane.Compile;

/// <summary>
/// Marks of packets on their way through our service chains: first how many slots there are to draw from, then the slot, or the
/// endpoint that the client is kept to. They begin with letters of ours, so that nobody's rule takes them for a mark of its own,
/// and are taken off again. Those of virtual addresses and of node ports differ, as the first lead into the own network alone.
/// </summary>
internal static class ServiceMarks
{
    public const uint Count = 0x4e61_0000;

    public const uint Slot = 0x4e62_0000;

    public const uint NodeSlot = 0x4e63_0000;

    /// <summary>A name of an endpoint: this, the class of the timeout, and 18 bits of the endpoint's own.</summary>
    public const uint Name = 0x4f00_0000;

    public const uint NodeName = 0x5000_0000;

    public const int NameBits = 18;

    /// <summary>Of connections to virtual addresses. Here and below as nft lists them: ranges that share their first bits by those.</summary>
    public static string Internal => $"{{ 0x{Slot:x8}/16, 0x{Name:x8}/8 }}";

    /// <summary>Everything that must be off a packet when it leaves.</summary>
    public static string Any => $"{{ 0x{Slot:x8}/15, 0x{Name:x8}-0x{NodeName + 0xffffff:x8} }}";

    /// <summary>Names of a class, of both kinds.</summary>
    public static string NamesOf(int timeoutClass) => $"{{ {Class(Name, timeoutClass)}, {Class(NodeName, timeoutClass)} }}";

    private static string Class(uint names, int timeoutClass) => $"0x{names + ((uint)timeoutClass << NameBits):x8}/{32 - NameBits}";
}
