using System.Net;

namespace Netaas.Agent.Names;

/// <summary>One resource record of class IN.</summary>
/// <param name="Owner">Absolute, in lower case, without the final dot.</param>
internal sealed record NameRecord(string Owner, RecordData Data);

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
