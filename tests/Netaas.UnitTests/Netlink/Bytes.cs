using Netaas.Netlink;

namespace Netaas.UnitTests.Netlink;

/// <summary>Messages as hexadecimal text, for tests of the wire format.</summary>
internal static class Bytes
{
    /// <summary>The one message that the action appends, numbered 1 and asking for an acknowledgement.</summary>
    public static string Of(Action<RouteBatch> append)
    {
        var batch = new RouteBatch();
        append(batch);
        return Convert.ToHexStringLower(batch.Seal(0, batch.Count, firstSequence: 1));
    }

    /// <summary>Parts with spaces for the eye joined into one text.</summary>
    public static string Hex(params string[] parts) => string.Concat(parts).Replace(" ", "", StringComparison.Ordinal);

    public static byte[] Parse(params string[] parts) => Convert.FromHexString(Hex(parts));
}
