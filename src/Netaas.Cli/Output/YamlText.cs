using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Netaas.Cli.Output;

/// <summary>JSON as YAML: blocks for what has parts, quotes where a plain scalar would be read as something else.</summary>
internal static class YamlText
{
    private static readonly string[] s_words = ["", "null", "~", "true", "false", "yes", "no", "on", "off"];

    public static string Of(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        if (node is JsonObject { Count: > 0 } fields)
            foreach (var (name, value) in fields)
                Item(text.Append(' ', depth).Append(Scalar(name)).Append(':'), value, depth + 2, isListFlush: true);
        else if (node is JsonArray { Count: > 0 } list)
            foreach (var value in list)
                ListItem(text.Append(' ', depth), value, depth);
        else
            text.Append(' ', depth).Append(Inline(node)).Append('\n');
    }

    private static void Item(StringBuilder text, JsonNode? value, int depth, bool isListFlush)
    {
        if (value is JsonObject { Count: > 0 })
            Write(text.Append('\n'), value, depth);
        else if (value is JsonArray { Count: > 0 } list && list.All(item => item is null or JsonValue))
            text.Append(" [").AppendJoin(", ", list.Select(Inline)).Append("]\n");
        else if (value is JsonArray { Count: > 0 })
            Write(text.Append('\n'), value, isListFlush ? depth - 2 : depth);
        else
            text.Append(' ').Append(Inline(value)).Append('\n');
    }

    /// <summary>An object's first field stands on the line of its dash.</summary>
    private static void ListItem(StringBuilder text, JsonNode? value, int depth)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            var inner = new StringBuilder();
            Write(inner, value, depth + 2);
            text.Append("- ").Append(inner.ToString(depth + 2, inner.Length - depth - 2));
        }
        else
            text.Append("- ").Append(Inline(value)).Append('\n');
    }

    private static string Inline(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when node.GetValueKind() == JsonValueKind.String => Scalar(node.ToString()),
        _ => node.ToJsonString(),
    };

    private static string Scalar(string text)
    {
        var isPlain = !s_words.Contains(text.ToLowerInvariant())
            && !double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _)
            && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal)
            && text.All(sign => !char.IsControl(sign) && !"[]{},\"".Contains(sign))
            && !text.StartsWith(' ') && !text.EndsWith(' ') && !text.EndsWith(':')
            && !"-?:!&*#|>@`%'".Contains(text[0]);
        return isPlain ? text : JsonText.Line(JsonValue.Create(text));
    }
}
