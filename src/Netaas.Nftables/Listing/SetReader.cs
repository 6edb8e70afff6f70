using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Netaas.Core;

namespace Netaas.Nftables.Listing;

/// <summary>Reads a set or map with its elements, each value in the form that <see cref="NftValue"/> writes it in.</summary>
internal static class SetReader
{
    /// <summary>Null for a set of types that this library doesn't use.</summary>
    public static NftSetState? Read(NftName name, JsonElement set)
    {
        if (Types(set.GetProperty("type")) is not { } key)
            return null;
        EquatableList<NftType> value = [];
        if (set.TryGetProperty("map", out var mapped))
        {
            if (Types(mapped) is not { } types)
                return null;
            value = types;
        }
        var read = new NftSet(name, key) { Value = value, Flags = Flags(set) };
        return new NftSetState(read, Elements(set, read));
    }

    private static ImmutableDictionary<NftValue, NftValue?> Elements(JsonElement set, NftSet read)
    {
        var elements = ImmutableDictionary.CreateBuilder<NftValue, NftValue?>();
        if (!set.TryGetProperty("elem", out var list))
            return elements.ToImmutable();
        foreach (var element in list.EnumerateArray())
            if (read.IsMap)
                elements[Value(element[0], read.Key)] = Value(element[1], read.Value);
            else
                elements[Value(element, read.Key)] = null;
        return elements.ToImmutable();
    }

    private static NftValue Value(JsonElement json, EquatableList<NftType> types)
    {
        // An element with a timeout, a counter or a comment is wrapped.
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("elem", out var wrapped))
            return Value(wrapped.GetProperty("val"), types);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("concat", out var parts))
            return NftValue.Listed(Text(json, types[0]));
        return NftValue.Listed(string.Join(" . ", parts.EnumerateArray().Select((part, i) => Text(part, types[i]))));
    }

    private static string Text(JsonElement json, NftType type)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Plain(json.ToString(), type);
        if (json.TryGetProperty("prefix", out var prefix))
            return $"{Plain(prefix.GetProperty("addr").ToString(), type)}/{prefix.GetProperty("len").GetInt32()}";
        if (json.TryGetProperty("range", out var range))
            return $"{Plain(range[0].ToString(), type)}-{Plain(range[1].ToString(), type)}";
        foreach (var verdict in json.EnumerateObject())
            return verdict.Value.ValueKind == JsonValueKind.Object ? $"{verdict.Name} {verdict.Value.GetProperty("target").GetString()}" : verdict.Name;
        return "";
    }

    private static string Plain(string text, NftType type) => type switch
    {
        // The C library and .NET don't write every IPv6 address alike.
        NftType.Ipv6Address when IPAddress.TryParse(text, out var address) => address.ToString(),
        NftType.InterfaceName => $"\"{text}\"",
        _ => text,
    };

    private static EquatableList<NftType>? Types(JsonElement json)
    {
        // nft 1.0.6 lists the types of a key as an array, but those of a value as one text.
        var names = json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().Select(n => n.GetString()) : json.ToString().Split(" . ");
        var types = names.Select(NftTypeNames.TryParse).ToList();
        return types.Contains(null) ? null : types.OfType<NftType>().ToEquatableList();
    }

    private static NftSetFlags Flags(JsonElement set)
    {
        var flags = NftSetFlags.None;
        if (set.TryGetProperty("flags", out var list))
            foreach (var flag in list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(f => f.GetString()) : [list.GetString()])
                if (Enum.TryParse<NftSetFlags>(flag, ignoreCase: true, out var known))
                    flags |= known;
        return flags;
    }
}
