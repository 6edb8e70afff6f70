using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Netaas.ApiTests.Contract;

/// <summary>
/// Compares values with the schemas of the document, as far as it uses JSON Schema: a keyword that is not known here is an
/// error, so that nothing passes because nobody looked.
/// </summary>
public sealed class SchemaCheck(JsonObject document)
{
    private static readonly HashSet<string> s_silent = ["description", "examples", "example", "title", "default", "format", "discriminator", "readOnly"];

    /// <summary>Everything in which a value is not as its schema says; empty where it is.</summary>
    public IReadOnlyList<string> Problems(JsonNode? value, JsonNode schema)
    {
        var problems = new List<string>();
        Check(value, schema.AsObject(), "$", problems);
        return problems;
    }

    public JsonObject Resolve(JsonObject node)
    {
        while (node["$ref"]?.ToString() is { } reference)
        {
            JsonNode target = document;
            foreach (var step in reference[2..].Split('/'))
                target = target[step] ?? throw new InvalidOperationException($"{reference} leads nowhere.");
            node = target.AsObject();
        }
        return node;
    }

    private void Check(JsonNode? value, JsonObject schema, string at, List<string> problems)
    {
        foreach (var (keyword, argument) in schema)
            if (argument is not null && !IsMet(keyword, argument, value, schema, at, problems))
                problems.Add($"{at}: {keyword} {Short(argument)} is not met by {Short(value)}");
        if (schema["format"]?.ToString() is { } format && value?.GetValueKind() == JsonValueKind.String && !HasFormat(value.ToString(), format))
            problems.Add($"{at}: {Short(value)} is no {format}");
    }

    private bool IsMet(string keyword, JsonNode argument, JsonNode? value, JsonObject schema, string at, List<string> problems)
    {
        switch (keyword)
        {
            case "$ref":
                Check(value, Resolve(new JsonObject { ["$ref"] = argument.ToString() }), at, problems);
                return true;
            case "type":
                return argument is JsonArray types ? types.Any(type => IsOfType(value, $"{type}")) : IsOfType(value, argument.ToString());
            case "enum":
                return argument.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value));
            case "allOf":
                foreach (var part in argument.AsArray().OfType<JsonObject>())
                    Check(value, part, at, problems);
                return true;
            case "oneOf" or "anyOf":
                var met = argument.AsArray().Count(part => part is not null && Problems(value, part).Count == 0);
                return keyword == "oneOf" ? met == 1 : met > 0;
            case "properties" or "additionalProperties" or "required" or "maxProperties":
                return value is not JsonObject members || AreMembersRight(keyword, argument, members, schema, at, problems);
            case "items" or "maxItems" or "minItems":
                return value is not JsonArray list || AreItemsRight(keyword, argument, list, at, problems);
            case "maxLength" or "minLength" or "pattern":
                return value?.GetValueKind() != JsonValueKind.String || IsTextRight(keyword, argument, value.ToString());
            case "minimum" or "maximum":
                return value?.GetValueKind() != JsonValueKind.Number || IsInBounds(keyword, argument, value);
            default:
                return keyword.StartsWith("x-", StringComparison.Ordinal) || s_silent.Contains(keyword)
                    ? true
                    : throw new InvalidOperationException($"The keyword {keyword} is not known here.");
        }
    }

    private bool AreMembersRight(string keyword, JsonNode argument, JsonObject members, JsonObject schema, string at, List<string> problems)
    {
        switch (keyword)
        {
            case "required":
                return argument.AsArray().All(name => members.ContainsKey($"{name}"));
            case "maxProperties":
                return members.Count <= argument.GetValue<int>();
            case "properties":
                foreach (var (name, inner) in argument.AsObject())
                    if (inner is JsonObject property && members.TryGetPropertyValue(name, out var member))
                        Check(member, property, $"{at}.{name}", problems);
                return true;
            default:
                var others = members.Where(member => schema["properties"]?[member.Key] is null).ToList();
                if (argument is JsonObject any)
                    others.ForEach(other => Check(other.Value, any, $"{at}.{other.Key}", problems));
                return argument is JsonObject || argument.GetValue<bool>() || others.Count == 0;
        }
    }

    private bool AreItemsRight(string keyword, JsonNode argument, JsonArray list, string at, List<string> problems)
    {
        if (keyword != "items")
            return keyword == "maxItems" ? list.Count <= argument.GetValue<int>() : list.Count >= argument.GetValue<int>();
        for (var i = 0; i < list.Count; i++)
            Check(list[i], argument.AsObject(), $"{at}[{i}]", problems);
        return true;
    }

    private static bool IsTextRight(string keyword, JsonNode argument, string text) => keyword switch
    {
        "maxLength" => text.EnumerateRunes().Count() <= argument.GetValue<int>(),
        "minLength" => text.EnumerateRunes().Count() >= argument.GetValue<int>(),
        _ => Regex.IsMatch(text, argument.ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant),
    };

    private static bool IsInBounds(string keyword, JsonNode argument, JsonNode value)
    {
        var (number, bound) = (Number(value), Number(argument));
        return keyword == "minimum" ? number >= bound : number <= bound;
    }

    /// <summary>Whole numbers beyond 2^53 exactly, others nearly.</summary>
    private static BigInteger Number(JsonNode node) =>
        BigInteger.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole * 1_000_000
            : new BigInteger(Math.Round(double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture) * 1_000_000));

    private static bool IsOfType(JsonNode? value, string type) => type switch
    {
        "null" => value is null,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && !value.ToJsonString().Contains('.', StringComparison.Ordinal),
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "array" => value is JsonArray,
        "object" => value is JsonObject,
        _ => throw new InvalidOperationException($"The type {type} is not known here."),
    };

    private static bool HasFormat(string text, string format) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uri-reference" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        _ => throw new InvalidOperationException($"The format {format} is not known here."),
    };

    private static string Short(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length <= 200 ? text : text[..200] + "…";
    }
}
