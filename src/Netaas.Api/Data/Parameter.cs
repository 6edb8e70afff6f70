using System.Net;
using Npgsql;
using NpgsqlTypes;

namespace Netaas.Api.Data;

/// <summary>Typed parameters for positional statements: no boxing, and null where a value may be absent.</summary>
internal static class Parameter
{
    public static NpgsqlParameter Of(Guid value) => new NpgsqlParameter<Guid> { TypedValue = value };

    public static NpgsqlParameter Of(long value) => new NpgsqlParameter<long> { TypedValue = value };

    public static NpgsqlParameter Of(int value) => new NpgsqlParameter<int> { TypedValue = value };

    public static NpgsqlParameter Of(bool value) => new NpgsqlParameter<bool> { TypedValue = value };

    public static NpgsqlParameter Of(string value) => new NpgsqlParameter<string> { TypedValue = value };

    public static NpgsqlParameter Of(byte[] value) => new NpgsqlParameter<byte[]> { TypedValue = value };

    public static NpgsqlParameter Of(DateTime value) => new NpgsqlParameter<DateTime> { TypedValue = value };

    public static NpgsqlParameter Of(IPAddress value) => new NpgsqlParameter<IPAddress> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Inet };

    public static NpgsqlParameter Of(IPNetwork value) => new NpgsqlParameter<IPNetwork> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Cidr };

    public static NpgsqlParameter Of(IPAddress[] value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Inet | NpgsqlDbType.Array };

    public static NpgsqlParameter Of(IPNetwork[] value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Cidr | NpgsqlDbType.Array };

    public static NpgsqlParameter Of(Guid[] value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Uuid | NpgsqlDbType.Array };

    public static NpgsqlParameter Of(long[] value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Bigint | NpgsqlDbType.Array };

    public static NpgsqlParameter Of(int[] value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Integer | NpgsqlDbType.Array };

    public static NpgsqlParameter Of(string[] value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text | NpgsqlDbType.Array };

    public static NpgsqlParameter OfNullable(Guid? value) => new() { Value = value is { } id ? id : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    public static NpgsqlParameter OfNullable(Guid[]? value) =>
        new() { Value = value is null ? DBNull.Value : value, NpgsqlDbType = NpgsqlDbType.Uuid | NpgsqlDbType.Array };

    public static NpgsqlParameter OfNullable(int? value) => new() { Value = value is { } number ? number : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer };

    public static NpgsqlParameter OfNullable(string? value) => new() { Value = value is null ? DBNull.Value : value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter OfNullable(DateTime? value) => new() { Value = value is { } time ? time : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    /// <summary>An array in which values may be absent.</summary>
    public static NpgsqlParameter OfNullables(Guid?[] value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Uuid | NpgsqlDbType.Array };

    /// <inheritdoc cref="OfNullables(Guid?[])"/>
    public static NpgsqlParameter OfNullables(string?[] value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text | NpgsqlDbType.Array };

    public static NpgsqlParameter OfJson(string[] value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Jsonb | NpgsqlDbType.Array };

    public static NpgsqlParameter OfJson(string? value) => new() { Value = value is null ? DBNull.Value : value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
