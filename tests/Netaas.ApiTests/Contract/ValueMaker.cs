using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Netaas.ApiTests.Contract;

/// <summary>Makes values for schemas of the document: valid ones, ones with a fault, and hostile ones.</summary>
public sealed class ValueMaker(SchemaCheck check, Random random)
{
    /// <summary>Few, so that requests meet each other's resources.</summary>
    private static readonly string[] s_names = ["fuzz-a", "fuzz-b", "fuzz-c", "node-1", "node-2", "default", "nobody"];

    private static readonly string[] s_cidrs = ["10.200.0.0/16", "10.201.0.0/20", "fd00:200::/48", "10.200.128.0/17", "192.168.77.0/24", "0.0.0.0/0", "::/0", "10.202.0.0/29"];

    private static readonly string[] s_addresses = ["10.200.1.2", "10.200.1.3", "fd00:200:0:1::2", "0.0.0.0", "::", "127.0.0.1", "255.255.255.255", "::ffff:10.0.0.1", "fe80::1%eth0"];

    private static readonly string[] s_hostile =
    [
        "", " ", "\0", "a\0b", "'; DROP TABLE pods; --", "\uD800", "\uFFFF", "💥", "../../etc/passwd", "%00", "{{7*7}}", "-", "-a", "a-", "A", "null", "1e999", "NaN",
        "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}", "١٢٣", "a\r\nX-Evil: 1", "10.0.0.1/33", "10.0.0.1/8", "0x7f000001", "999999999999999999999",
    ];

    public string Name => Pick(s_names);

    public JsonNode? Valid(JsonObject schema, string name = "")
    {
        schema = check.Resolve(schema);
        if (schema["oneOf"] is JsonArray choices)
            return Valid(Pick([.. choices.OfType<JsonObject>()]), name);
        if (schema["enum"] is JsonArray allowed)
            return Pick([.. allowed])?.DeepClone();
        var types = schema["type"] is JsonArray several ? several.Select(type => $"{type}").ToArray() : [$"{schema["type"]}"];
        return Pick(types) switch
        {
            "null" => null,
            "boolean" => random.Next(2) == 0,
            "integer" => Integer(schema),
            "number" => Math.Round(random.NextDouble() * 10, 3),
            "array" => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Valid(schema["items"]?.AsObject() ?? [], name))]),
            "object" => Members(schema),
            "string" => Text(schema, name),
            _ => Hostile(),
        };
    }

    /// <summary>A valid value with one thing wrong with it.</summary>
    public JsonNode? NearlyValid(JsonObject schema)
    {
        var value = Valid(schema);
        if (value is not JsonObject members)
            return Hostile();
        var key = members.Count > 0 ? Pick([.. members.Select(member => member.Key)]) : "x";
        switch (random.Next(4))
        {
            case 0:
                members.Remove(key);
                break;
            case 1:
                members[Pick(s_hostile)] = 1;
                break;
            case 2 when members[key] is JsonObject or JsonArray:
                members[key] = new JsonArray(members[key]?.DeepClone(), Hostile());
                break;
            default:
                members[key] = Hostile();
                break;
        }
        return members;
    }

    public JsonNode? Hostile() => random.Next(10) switch
    {
        0 => null,
        1 => new JsonArray(new JsonArray(), new JsonObject { [""] = null }),
        2 => new JsonObject { ["__proto__"] = new JsonObject(), ["name"] = Pick(s_hostile) },
        3 => JsonNode.Parse(Pick(["1e400", "-1", "0.1", "99999999999999999999999999", "-9223372036854775809", "2147483648", "1E-400"])),
        4 => new string('x', random.Next(1, 3000)),
        5 => random.Next(2) == 0,
        _ => Pick(s_hostile),
    };

    public string HostileText() => random.Next(8) == 0 ? new string('9', random.Next(1, 3000)) : Pick(s_hostile);

    /// <summary>A body that is no JSON, or only just.</summary>
    public byte[] Garbage() => random.Next(9) switch
    {
        0 => [],
        1 => [0xff, 0xfe, 0x00, 0xd8],
        2 => Encoding.UTF8.GetBytes(new string('[', 5000)),
        3 => "{\"name\":\"fuzz-a\",\"name\":\"fuzz-b\",\"node\":\"node-1\"}"u8.ToArray(),
        4 => "{\"name\":\"\xC3\x28\"}"u8.ToArray(),
        5 => Encoding.UTF8.GetBytes("{\"name\":\"" + new string('a', 1 << 20) + "\"}"),
        6 => "{\"labels\":{\"\\ud800\":\"\\udfff\"}}"u8.ToArray(),
        7 => Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"f{i}\":{i}")) + "}"),
        _ => "[1,2,"u8.ToArray(),
    };

    public T Pick<T>(T[] values) => values[random.Next(values.Length)];

    private JsonObject Members(JsonObject schema)
    {
        var members = new JsonObject();
        var required = (schema["required"]?.AsArray() ?? []).Select(name => $"{name}").ToHashSet();
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
            if (required.Contains(name) || random.Next(3) == 0)
                members[name] = Valid(property!.AsObject(), name);
        if (schema["additionalProperties"] is JsonObject values && random.Next(2) == 0)
            members["app"] = Valid(values);
        return members;
    }

    private JsonValue Integer(JsonObject schema)
    {
        var (min, max) = (Bound(schema, "minimum", 0), Bound(schema, "maximum", 1_000_000));
        return JsonValue.Create(random.Next(4) switch { 0 => min, 1 => max, _ => random.NextInt64(min, Math.Min(max, min + 30_000)) });
    }

    private static long Bound(JsonObject schema, string keyword, long fallback) =>
        long.TryParse(schema[keyword]?.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound) ? bound : fallback;

    private string Text(JsonObject schema, string name) => $"{schema["format"]} {schema["description"]} {schema["examples"]?[0]}" switch
    {
        var text when text.StartsWith("uuid", StringComparison.Ordinal) => Guid.CreateVersion7().ToString(),
        var text when text.StartsWith("date-time", StringComparison.Ordinal) => $"20{random.Next(27, 90)}-01-31T12:00:00Z",
        var text when text.Contains("10.10.0.0/16", StringComparison.Ordinal) => Pick(s_cidrs),
        var text when text.Contains("172.31.0.11/24", StringComparison.Ordinal) => "172.31.0.99/24",
        var text when text.Contains("10.10.1.2", StringComparison.Ordinal) => Pick(s_addresses),
        var text when text.Contains("02:00:5e", StringComparison.Ordinal) => $"02:00:5e:10:00:{random.Next(16):x2}",
        _ when name is "netnsPath" => "/run/netns/fuzz-none",
        _ when name is "node" or "nodes" => Pick(["node-1", "node-2"]),
        _ => Name,
    };
}
