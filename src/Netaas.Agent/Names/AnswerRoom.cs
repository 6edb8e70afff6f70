using System.Net.Sockets;
using Netaas.Core.Addressing;

namespace Netaas.Agent.Names;

/// <summary>
/// What one answer has room for. All records of a name and type are one answer, and a message ends at 64 KiB (RFC 1035 §4.2.2):
/// a server that is given more takes none of it, and loads nothing of the zone. So a service with more endpoints than that
/// leads to a part of them.
/// </summary>
internal static class AnswerRoom
{
    /// <summary>Octets, beside a kibibyte for header, question and what else comes with it.</summary>
    private const int Room = 63 * 1024;

    /// <summary>Of each record: its owner as a pointer (2), type, class, TTL and length (10).</summary>
    private const int Head = 12;

    /// <summary>All of those that fit; which of the others stay does not depend on who else comes and goes.</summary>
    public static IEnumerable<NameRecord> Fit(IEnumerable<NameRecord> records) =>
        records.Distinct().GroupBy(record => (record.Owner, Kind(record.Data))).SelectMany(Fit);

    private static IEnumerable<NameRecord> Fit<TKey>(IGrouping<TKey, NameRecord> answer)
    {
        var all = answer.ToList();
        var most = Room / all.Max(record => Head + Length(record.Data));
        return all.Count <= most ? all : all.OrderBy(record => Rank(record.Data.ToString())).Take(most);
    }

    private static (Type, AddressFamily?) Kind(RecordData data) => (data.GetType(), (data as RecordData.Address)?.Value.AddressFamily);

    private static int Length(RecordData data) => data switch
    {
        RecordData.Address { Value: var address } => Cidr.Bits(address.AddressFamily) / 8,
        RecordData.Alias { Target: var target } => Length(target),
        RecordData.Pointer { Target: var target } => Length(target),
        RecordData.Server { Target: var target } => 6 + Length(target),
        _ => throw new ArgumentOutOfRangeException(nameof(data), data, null),
    };

    /// <summary>Of a name in full: a length before each label, and a root behind them.</summary>
    private static int Length(string name) => name.Length + 2;

    /// <summary>FNV-1a, mixed: the same in each process, and without regard to where addresses stand.</summary>
    private static uint Rank(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text)
            hash = (hash ^ letter) * 16777619u;
        return (hash ^ (hash >> 15)) * 2246822519u;
    }
}
