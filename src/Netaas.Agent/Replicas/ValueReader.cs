using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Netaas.Core;
using Netaas.Core.Addressing;

namespace Netaas.Agent.Replicas;

/// <summary>Reads one value, and leaves the reader behind it.</summary>
internal delegate T Reading<T>(ref ValueReader values);

/// <summary>Reads what a <see cref="ValueWriter"/> wrote, in the same order.</summary>
/// <exception cref="JsonException">
/// Of all members: there is another value, or none. What stands there may also be refused as <see cref="FormatException"/>,
/// <see cref="InvalidOperationException"/> or <see cref="OverflowException"/>.
/// </exception>
internal ref struct ValueReader
{
    private Utf8JsonReader _json;

    public ValueReader(ReadOnlySpan<byte> json)
    {
        _json = new Utf8JsonReader(json);
        Next(JsonTokenType.StartArray);
    }

    public long Number()
    {
        Next(JsonTokenType.Number);
        return _json.GetInt64();
    }

    public long? NumberOrNull() => IsNull() ? null : _json.GetInt64();

    public int Int() => checked((int)Number());

    public ushort Port() => checked((ushort)Number());

    public ushort? PortOrNull() => (ushort?)NumberOrNull();

    public bool Flag()
    {
        Next();
        return _json.GetBoolean();
    }

    public string Text() => TextOrNull() ?? throw new JsonException("A text is missing.");

    public string? TextOrNull() => IsNull() ? null : _json.GetString();

    public Guid Id()
    {
        Next(JsonTokenType.String);
        return _json.GetGuid();
    }

    public Guid? IdOrNull() => IsNull() ? null : _json.GetGuid();

    public IPAddress Address() => AddressOrNull() ?? throw new JsonException("An address is missing.");

    public IPAddress? AddressOrNull() => IsNull() ? null : IPAddress.Parse(_json.ValueSpan);

    public MacAddress Mac() => new((ulong)Number());

    public IPNetwork Network() => new(Address(), Int());

    public InterfaceAddress AddressOn() => new(Address(), Int());

    public EquatableList<T> List<T>(Reading<T> read)
    {
        var values = new T[Int()];
        for (var i = 0; i < values.Length; i++)
            values[i] = read(ref this);
        return new EquatableList<T>(ImmutableCollectionsMarshal.AsImmutableArray(values));
    }

    private bool IsNull()
    {
        Next();
        return _json.TokenType == JsonTokenType.Null;
    }

    private void Next(JsonTokenType type)
    {
        Next();
        if (_json.TokenType != type)
            throw new JsonException($"{_json.TokenType} in the place of {type}.");
    }

    private void Next()
    {
        if (!_json.Read())
            throw new JsonException("Values are missing.");
    }
}
