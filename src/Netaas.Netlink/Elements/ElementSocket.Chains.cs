using System.Buffers.Binary;
using Netaas.Netlink.Elements;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

public sealed partial class ElementSocket
{
    private const ushort GetChain = 10 << 8 | 4; // NFT_MSG_GETCHAIN
    private const ushort ChainTable = 1; // NFTA_CHAIN_TABLE
    private const ushort ChainName = 3; // NFTA_CHAIN_NAME
    private const ushort ChainHook = 4; // NFTA_CHAIN_HOOK
    private const ushort ChainPolicy = 5; // NFTA_CHAIN_POLICY, big endian, 0 for NF_DROP
    private const ushort HookNumber = 1; // NFTA_HOOK_HOOKNUM, big endian

    /// <summary>The base chains of everybody's tables, those of iptables-nft among them.</summary>
    public IReadOnlyList<BaseChain> ListBaseChains()
    {
        var length = 0;
        var sequence = ++_sequence;
        Append(ref length, GetChain, RouteMessage.Dump, static (ref MessageWriter message) => message.FixedHeader(ElementMessage.FixedLength));
        Number(0, sequence);
        _socket.Send(_buffer.AsSpan(0, length));
        var found = new List<BaseChain>();
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
            {
                if (message.Sequence != sequence)
                    continue;
                if (message.Type == RouteMessage.Done)
                    return found;
                if (message.Type == RouteMessage.Error)
                    throw new NetlinkException(ErrorMessage.Parse(message).Errno, "list chains");
                if (ParseChain(message) is { } chain)
                    found.Add(chain);
            }
        }
    }

    private static BaseChain? ParseChain(NetlinkMessage message)
    {
        var (table, name, drops) = ("", "", false);
        uint? hook = null;
        var attributes = message.Attributes(ElementMessage.FixedLength);
        while (attributes.Next())
            switch (attributes.Type)
            {
                case ChainTable:
                    table = attributes.Text;
                    break;
                case ChainName:
                    name = attributes.Text;
                    break;
                case ChainPolicy:
                    drops = BinaryPrimitives.ReadUInt32BigEndian(attributes.Value) == 0;
                    break;
                case ChainHook:
                    for (var part = attributes.Nested; part.Next();)
                        if (part.Type == HookNumber)
                            hook = BinaryPrimitives.ReadUInt32BigEndian(part.Value);
                    break;
            }
        return hook is { } number ? new BaseChain((TableFamily)message.Payload[0], table, name, number, drops) : null;
    }
}
