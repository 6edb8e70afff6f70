using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;

namespace Netaas.Dataplane.Names;

/// <summary>
/// Names made from ids. An interface's is kind (3), hash (8), hyphen and the name's first letters (at most 3): 3 + 8 + 1 + 3 = 15,
/// the most that the kernel takes. The hash has 8 × 5 = 40 bits: among 2,000 pods of a node two meet with a chance of two in
/// a million.
/// </summary>
public static class GeneratedNames
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly SearchValues<char> AllDigits = SearchValues.Create(Digits);
    private const int HashLength = 8;
    private const int KindLength = 3;
    private const int TailLength = 3;

    public static InterfaceName Bridge(NetworkId id, string name) => Make(FixedNames.BridgePrefix, id.Value, name);

    public static InterfaceName Vxlan(NetworkId id, string name) => Make(FixedNames.VxlanPrefix, id.Value, name);

    public static InterfaceName Pod(PodId id, string name) => Make(FixedNames.PodPrefix, id.Value, name);

    /// <summary>The host's end of an interface of a pod in a further network.</summary>
    public static InterfaceName Pod(PodId id, NetworkId network, string name) => Make(FixedNames.PodPrefix, Hash($"{FixedNames.PodPrefix}{network}", id.Value), name);

    /// <summary>The same for a pod whose name its runtime tells later.</summary>
    public static InterfaceName HandedPod(PodId id) => Make(FixedNames.PodPrefix, id.Value, "run");

    /// <summary>The far end of a pair until its runtime has taken it.</summary>
    public static InterfaceName FarEnd(PodId id) => Make(FixedNames.FarEndPrefix, id.Value, "run");

    /// <summary>Whether an interface carries a name of the form that only these functions make.</summary>
    public static bool IsOurs(string name) =>
        name.Length is >= KindLength + HashLength + 1 and <= InterfaceName.MaxLength
        && (name.StartsWith(FixedNames.BridgePrefix, StringComparison.Ordinal)
            || name.StartsWith(FixedNames.VxlanPrefix, StringComparison.Ordinal)
            || name.StartsWith(FixedNames.PodPrefix, StringComparison.Ordinal))
        && name[KindLength + HashLength] == '-'
        && !name.AsSpan(KindLength, HashLength).ContainsAnyExcept(AllDigits);

    /// <summary>
    /// Path of the namespace that an agent makes for a pod. The node's part lets an agent know its own on a machine that runs
    /// several (a lab), where <c>/run/netns</c> is shared.
    /// </summary>
    public static string Netns(NodeId node, PodId pod) => Netns(NetnsPrefix(node), pod);

    /// <param name="prefix">The node's, from <see cref="NetnsPrefix"/>.</param>
    public static string Netns(string prefix, PodId pod) => $"{FixedNames.NetnsFolder}/{prefix}{pod}";

    /// <summary>What the file names of all of a node's pod namespaces begin with.</summary>
    public static string NetnsPrefix(NodeId node) =>
        string.Create(CultureInfo.InvariantCulture, $"{FixedNames.NetnsPrefix}{BinaryPrimitives.ReadUInt32BigEndian(Hash("node", node.Value)):x8}-");

    /// <summary>
    /// A route's metric. Equal routes over one device cost the kernel a walk over all of them (20 µs each at 1,000 nodes, 7 µs
    /// with distinct metrics), so each peer has its own; what it is doesn't matter, as no two routes share a destination.
    /// </summary>
    /// <param name="mac">Of the peer in the network, derived from both.</param>
    public static uint Metric(MacAddress mac) => 1024u + (uint)(mac.Value & 0xfffff);

    private static InterfaceName Make(string kind, Guid id, string name) => Make(kind, Hash(kind, id), name);

    private static InterfaceName Make(string kind, byte[] hash, string name)
    {
        var number = BinaryPrimitives.ReadUInt64BigEndian(hash);
        var tail = name.Length > TailLength ? name[..TailLength] : name;
        return new InterfaceName(string.Create(KindLength + HashLength + 1 + tail.Length, (kind, number, tail), static (span, it) =>
        {
            it.kind.CopyTo(span);
            for (var i = 0; i < HashLength; i++)
                span[KindLength + i] = Digits[(int)(it.number >> (59 - 5 * i) & 31)];
            span[KindLength + HashLength] = '-';
            it.tail.CopyTo(span[(KindLength + HashLength + 1)..]);
        }));
    }

    private static byte[] Hash(string kind, Guid id)
    {
        Span<byte> input = stackalloc byte[64 + 16];
        var length = Encoding.ASCII.GetBytes(kind, input);
        id.TryWriteBytes(input[length..], bigEndian: true, out _);
        return SHA256.HashData(input[..(length + 16)]);
    }
}
