using System.Collections.Immutable;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// Marks of packets on their way through our service chains: first how many slots there are to draw from, then the slot. They
/// begin with two letters of ours, so that nobody's rule takes them for a mark of its own, and are taken off again.
/// </summary>
internal static class ServiceMarks
{
    public const uint Count = 0x4e61_0000;

    public const uint Slot = 0x4e62_0000;

    public const uint LastSlot = 0x4e62_ffff;

    /// <summary>Up to so many endpoints each has one slot, so that the draw is even.</summary>
    private const int Even = 16;

    /// <summary>Slots of a service with more: no endpoint has more than one slot above another.</summary>
    private const int Many = 1024;

    public static ImmutableArray<int> SlotCounts { get; } = [.. Enumerable.Range(1, Even), Many];

    /// <summary>How many slots so many endpoints have; those above the last slot have none.</summary>
    public static int SlotsFor(int endpoints) => endpoints <= Even ? endpoints : Many;
}
