using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Netaas.Cli.Schema;

/// <summary>A field of a kind as an option of the command line.</summary>
/// <param name="Form">How its value is typed.</param>
internal sealed record Field(string Name, string Form, string Description)
{
    public const string Plain = "text";
    public const string Number = "number";
    public const string Flag = "true|false";
    public const string Texts = "a,b";
    public const string Numbers = "1,2";
    public const string Pairs = "key=value";
    public const string Json = "JSON";

    public bool IsList => Form is Texts or Numbers or Pairs;

    /// <summary><c>podCidrs</c> as <c>pod-cidrs</c>.</summary>
    public string OptionName => Name.Aggregate(new StringBuilder(), (text, sign) =>
        char.IsUpper(sign) ? text.Append('-').Append(char.ToLowerInvariant(sign)) : text.Append(sign)).ToString();

    public JsonNode? Parse(IReadOnlyList<string> values) => Form switch
    {
        Number => NumberOf(values[^1]),
        Flag => bool.TryParse(values[^1], out var flag) ? JsonValue.Create(flag) : throw new UsageException($"--{OptionName} is true or false."),
        Texts => new JsonArray([.. Parts(values).Select(part => (JsonNode?)JsonValue.Create(part))]),
        Numbers => new JsonArray([.. Parts(values).Select(NumberOf)]),
        Pairs => PairsOf(values),
        Json => JsonOf(values[^1]),
        _ => JsonValue.Create(values[^1]),
    };

    private static IEnumerable<string> Parts(IEnumerable<string> values) => values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries));

    private JsonNode? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : throw new UsageException($"--{OptionName} is a number.");

    private JsonObject PairsOf(IEnumerable<string> values)
    {
        var pairs = new JsonObject();
        foreach (var part in Parts(values))
            pairs[part.Split('=')[0]] = part.Split('=', 2) is [_, var value] ? value : throw new UsageException($"--{OptionName} takes key=value.");
        return pairs;
    }

    private JsonNode? JsonOf(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new UsageException($"--{OptionName} takes JSON, in quotes of the shell.");
        }
    }
}
