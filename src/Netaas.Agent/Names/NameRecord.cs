using System.Net;

namespace Netaas.Agent.Names;

/// <summary>One resource record of class IN.</summary>
/// <param name="Owner">Absolute, in lower case, without the final dot.</param>
internal sealed record NameRecord(string Owner, RecordData Data)
{
    /// <summary>
    /// Whether DNS has room for it (RFC 1035 §2.3.4). The longest names that resources can have come to more in one, and a
    /// server that met one such record would load nothing of the zone.
    /// </summary>
    public bool IsPossible => IsName(Owner) && Data switch
    {
        RecordData.Address => true,
        RecordData.Alias { Target: var target } => IsName(target),
        RecordData.Pointer { Target: var target } => IsName(target),
        RecordData.Server { Target: var target } => IsName(target),
        _ => throw new ArgumentOutOfRangeException(nameof(Data), Data, null),
    };

    private static bool IsName(string name) => name.Length <= 253 && name.Split('.').All(label => label.Length is > 0 and <= 63);
}

/// <summary>What a record says; names are absolute and without the final dot.</summary>
internal abstract record RecordData
{
    private RecordData()
    {
    }

    /// <summary>A or AAAA, by the address's family.</summary>
    public sealed record Address(IPAddress Value) : RecordData;

    /// <summary>CNAME.</summary>
    public sealed record Alias(string Target) : RecordData;

    /// <summary>PTR.</summary>
    public sealed record Pointer(string Target) : RecordData;

    /// <summary>SRV (RFC 2782); all of one name are alike in priority and weight.</summary>
    public sealed record Server(ushort Port, string Target) : RecordData;
}
