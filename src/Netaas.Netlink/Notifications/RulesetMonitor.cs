using Netaas.Netlink.Elements;
using Netaas.Netlink.Notifications;
using Netaas.Netlink.Sockets;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Tells of changes to the nftables ruleset of a namespace, in the order of their transactions.</summary>
public sealed class RulesetMonitor : IDisposable
{
    private const int NetfilterProtocol = 12; // NETLINK_NETFILTER
    private const uint Nftables = 1 << 6; // NFNLGRP_NFTABLES, the seventh group
    private const ushort Subsystem = 10; // NFNL_SUBSYS_NFTABLES

    private readonly Listener<RulesetChange> _listener;

    private RulesetMonitor(Listener<RulesetChange> listener) => _listener = listener;

    /// <summary>Starts listening: what changes after this call is told, whenever it is read.</summary>
    /// <param name="ns">Null for the caller's own namespace.</param>
    /// <param name="own">Whose changes aren't told, as who makes them knows of them; null for none.</param>
    public static RulesetMonitor Open(NetworkNamespace? ns, ElementSocket? own = null) => new(Listener<RulesetChange>.Start(
        NetlinkSocket.Open(ns, NetfilterProtocol, Nftables, Listener<RulesetChange>.ReceiveBufferBytes),
        "nftables",
        (message, _) => message.PortId == own?.PortId ? null : Parse(message),
        new RulesetChangesLost()));

    /// <summary>The changes, for one reader, until the monitor is disposed or the token is cancelled.</summary>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public IAsyncEnumerable<RulesetChange> ReadAsync(CancellationToken ct) => _listener.ReadAsync(ct);

    /// <summary>Ends the thread and closes the socket; the reader comes to its end behind what is told already.</summary>
    public void Dispose() => _listener.Dispose();

    /// <summary><c>include/uapi/linux/netfilter/nf_tables.h</c>: NFT_MSG_*. The first attribute of all of them is the table's name.</summary>
    private static RulesetChange? Parse(NetlinkMessage message)
    {
        if (message.Type >> 8 != Subsystem)
            return null;
        switch (message.Type & 0xff)
        {
            case 9 or 11 when ElementMessage.ParseAddress(message).Set.StartsWith("__", StringComparison.Ordinal): // A set that a rule lists itself.
                return new RulesChange((TableFamily)message.Payload[0], TableOf(message));
            case 0 or 9: // NFT_MSG_NEWTABLE, NEWSET
                return new TableChange((TableFamily)message.Payload[0], TableOf(message), IsGone: false);
            case 2 or 11: // NFT_MSG_DELTABLE, DELSET
                return new TableChange((TableFamily)message.Payload[0], TableOf(message), IsGone: true);
            case 3 or 5 or 6 or 8: // NFT_MSG_NEWCHAIN, DELCHAIN, NEWRULE, DELRULE
                return new RulesChange((TableFamily)message.Payload[0], TableOf(message));
            case 12 or 14: // NFT_MSG_NEWSETELEM, DELSETELEM
                var elements = new List<SetElement>();
                ElementMessage.Parse(message, elements);
                return new ElementsChange(ElementMessage.ParseAddress(message), elements, message.Type == ElementMessage.Delete);
            default:
                return null;
        }
    }

    private static string TableOf(NetlinkMessage message) => ElementMessage.ParseAddress(message).Table;
}
