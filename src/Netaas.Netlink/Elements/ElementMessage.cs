using System.Buffers.Binary;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink.Elements;

/// <summary>
/// Elements on the wire: <c>struct nfgenmsg</c> (<c>include/uapi/linux/netfilter/nfnetlink.h</c>) and attributes
/// (<c>include/uapi/linux/netfilter/nf_tables.h</c>: NFTA_SET_ELEM_LIST_*, NFTA_SET_ELEM_*).
/// </summary>
internal static class ElementMessage
{
    public const int FixedLength = 4;

    public const ushort BatchBegin = 0x10; // NFNL_MSG_BATCH_BEGIN
    public const ushort BatchEnd = 0x11; // NFNL_MSG_BATCH_END
    public const ushort New = Subsystem << 8 | 12; // NFT_MSG_NEWSETELEM
    public const ushort Get = Subsystem << 8 | 13; // NFT_MSG_GETSETELEM
    public const ushort Delete = Subsystem << 8 | 14; // NFT_MSG_DELSETELEM

    public const ushort GetGeneration = Subsystem << 8 | 16; // NFT_MSG_GETGEN
    public const ushort NewGeneration = Subsystem << 8 | 15; // NFT_MSG_NEWGEN

    private const ushort Subsystem = 10; // NFNL_SUBSYS_NFTABLES
    private const ushort GenerationId = 1; // NFTA_GEN_ID, big endian
    private const ushort ListTable = 1; // NFTA_SET_ELEM_LIST_TABLE
    private const ushort ListSet = 2; // NFTA_SET_ELEM_LIST_SET
    private const ushort ListElements = 3; // NFTA_SET_ELEM_LIST_ELEMENTS
    private const ushort Key = 1; // NFTA_SET_ELEM_KEY
    private const ushort Data = 2; // NFTA_SET_ELEM_DATA
    private const ushort KeyEnd = 10; // NFTA_SET_ELEM_KEY_END
    private const ushort DataValue = 1; // NFTA_DATA_VALUE
    private const ushort ListElement = 1; // NFTA_LIST_ELEM

    /// <summary>The fixed header that begins or ends a transaction.</summary>
    public static void Bracket(ref MessageWriter message) =>
        BinaryPrimitives.WriteUInt16BigEndian(message.FixedHeader(FixedLength)[2..], Subsystem);

    /// <summary>Names the set that a request is about.</summary>
    public static void Address(ref MessageWriter message, SetAddress set)
    {
        message.FixedHeader(FixedLength)[0] = (byte)set.Family;
        message.Text(ListTable, set.Table);
        message.Text(ListSet, set.Set);
    }

    /// <summary>Begins the list of a request's elements, which is for <see cref="MessageWriter.EndNest"/>.</summary>
    public static int BeginElements(ref MessageWriter message) => message.BeginNest(ListElements);

    public static void Element(ref MessageWriter message, SetElement element, bool withValue)
    {
        var one = message.BeginNest(ListElement);
        Bytes(ref message, Key, element.Key.Span);
        if (!element.KeyEnd.IsEmpty)
            Bytes(ref message, KeyEnd, element.KeyEnd.Span);
        if (withValue && !element.Value.IsEmpty)
            Bytes(ref message, Data, element.Value.Span);
        message.EndNest(one);
    }

    /// <summary>The set that a message is about.</summary>
    public static SetAddress ParseAddress(NetlinkMessage message)
    {
        var (table, set) = ("", "");
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            (table, set) = attributes.Type switch
            {
                ListTable => (attributes.Text, set),
                ListSet => (table, attributes.Text),
                _ => (table, set),
            };
        return new SetAddress((TableFamily)message.Payload[0], table, set);
    }

    /// <summary>As <see cref="ParseAddress(NetlinkMessage)"/>, where it is likely to be this one: thousands of neighbors are about the same set.</summary>
    public static SetAddress ParseAddress(NetlinkMessage message, SetAddress likely)
    {
        var isSame = message.Payload[0] == (byte)likely.Family;
        var attributes = message.Attributes(FixedLength);
        while (isSame && attributes.Next())
            isSame = attributes.Type switch
            {
                ListTable => attributes.IsText(likely.Table),
                ListSet => attributes.IsText(likely.Set),
                _ => true,
            };
        return isSame ? likely : ParseAddress(message);
    }

    public static uint ParseGeneration(NetlinkMessage message)
    {
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            if (attributes.Type == GenerationId)
                return BinaryPrimitives.ReadUInt32BigEndian(attributes.Value);
        return 0;
    }

    /// <summary>All elements of an answer: parts of one copy of their list.</summary>
    public static void Parse(NetlinkMessage message, List<SetElement> found)
    {
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            if (attributes.Type == ListElements)
            {
                var copy = attributes.Value.ToArray();
                for (var list = new AttributeReader(copy); list.Next();)
                {
                    var element = ParseElement(list.Nested);
                    found.Add(new SetElement(Part(copy, element.Key), Part(copy, element.Value)) { KeyEnd = Part(copy, element.KeyEnd) });
                }
            }
    }

    /// <summary>Tells of all elements of a notification, or of an echo.</summary>
    public static void Tell(NetlinkMessage message, SetAddress set, ElementMade made)
    {
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            if (attributes.Type == ListElements)
                for (var list = attributes.Nested; list.Next();)
                    made(set, ParseElement(list.Nested), message.Type == Delete);
    }

    private static ElementBytes ParseElement(AttributeReader element)
    {
        ReadOnlySpan<byte> key = [];
        ReadOnlySpan<byte> end = [];
        ReadOnlySpan<byte> value = [];
        while (element.Next())
            switch (element.Type)
            {
                case Key:
                    key = ParseBytes(element.Nested);
                    break;
                case KeyEnd:
                    end = ParseBytes(element.Nested);
                    break;
                case Data:
                    value = ParseBytes(element.Nested);
                    break;
            }
        return new ElementBytes(key, end, value);
    }

    private static ReadOnlySpan<byte> ParseBytes(AttributeReader data)
    {
        while (data.Next())
            if (data.Type == DataValue)
                return data.Value;
        return [];
    }

    private static ReadOnlyMemory<byte> Part(byte[] copy, ReadOnlySpan<byte> part) =>
        copy.AsSpan().Overlaps(part, out var offset) ? copy.AsMemory(offset, part.Length) : default;

    private static void Bytes(ref MessageWriter message, ushort type, ReadOnlySpan<byte> value)
    {
        var nest = message.BeginNest(type);
        message.Bytes(DataValue, value);
        message.EndNest(nest);
    }
}
