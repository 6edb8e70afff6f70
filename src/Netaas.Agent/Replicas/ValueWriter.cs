using System.Buffers;
using System.Net;
using System.Text.Json;
using Netaas.Core;
using Netaas.Core.Addressing;

namespace Netaas.Agent.Replicas;

/// <summary>Writes a run of values as one JSON array, without names: a <see cref="ValueReader"/> takes them in the same order.</summary>
internal sealed class ValueWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    public ValueWriter()
    {
        _json = new Utf8JsonWriter(_bytes);
        _json.WriteStartArray();
    }

    public void Number(long? value)
    {
        if (value is { } number)
            _json.WriteNumberValue(number);
        else
            _json.WriteNullValue();
    }

    public void Flag(bool value) => _json.WriteBooleanValue(value);

    public void Text(string? value) => _json.WriteStringValue(value);

    public void Id(Guid? value)
    {
        if (value is { } id)
            _json.WriteStringValue(id);
        else
            _json.WriteNullValue();
    }

    public void Address(IPAddress? value) => _json.WriteStringValue(value?.ToString());

    public void Mac(MacAddress value) => Number((long)value.Value);

    public void Network(IPNetwork value)
    {
        Address(value.BaseAddress);
        Number(value.PrefixLength);
    }

    public void AddressOn(InterfaceAddress value)
    {
        Address(value.Address);
        Number(value.PrefixLength);
    }

    /// <summary>How many, and then each.</summary>
    public void List<T>(EquatableList<T> values, Action<T> write)
    {
        Number(values.Count);
        foreach (var value in values)
            write(value);
    }

    /// <summary>All that was written. Nothing can be added to it.</summary>
    public ReadOnlySpan<byte> End()
    {
        _json.WriteEndArray();
        _json.Flush();
        return _bytes.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();
}
