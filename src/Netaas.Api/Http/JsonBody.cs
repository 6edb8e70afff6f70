using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Netaas.Api.Http;

/// <summary>Reads request bodies as JSON, and says where one is not.</summary>
internal static class JsonBody
{
    /// <summary>Nesting that no body of the API needs.</summary>
    private const int MaxDepth = 32;

    public static async Task<Outcome<JsonElement>> ReadAsync(HttpContext http)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(
                http.Request.Body, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false }, http.RequestAborted);
            var body = document.RootElement.Clone();
            return IsText(body) ? body : NotText;
        }
        catch (InvalidOperationException)
        {
            // The only way in which System.Text.Json tells of a lone surrogate.
            return NotText;
        }
        catch (JsonException malformed)
        {
            var where = malformed.LineNumber is { } line ? $" at line {line + 1}, byte {malformed.BytePositionInLine + 1}" : "";
            return Problem.Invalid([new FieldProblem("", "malformedJson", $"The body is not JSON of at most {MaxDepth} levels with each field once{where}: send one JSON object.")]);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Problem(tooLarge.StatusCode, "tooLarge", "The body is too large.", "Send at most 1 MiB in a request.");
        }
    }

    private static Problem NotText =>
        Problem.Invalid([new FieldProblem("", "malformedText", "A string of the body holds half a surrogate pair or the character U+0000: send text.")]);

    /// <summary>Whether every string can be read, and be stored: neither UTF-16 nor PostgreSQL take all that JSON can escape.</summary>
    /// <exception cref="InvalidOperationException">A string is no UTF-16.</exception>
    private static bool IsText(JsonElement body) =>
        !body.GetRawText().Contains("\\u", StringComparison.Ordinal) || Strings(body).All(text => !text.Contains('\0', StringComparison.Ordinal));

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString() ?? ""],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Strings(member.Value).Prepend(member.Name)),
        _ => [],
    };

    /// <summary>The body with the name that its path gives, where it has none of its own.</summary>
    public static JsonElement WithName(JsonElement body, string? name)
    {
        if (name is null || body.ValueKind != JsonValueKind.Object || body.TryGetProperty("name", out _))
            return body;
        var named = JsonObject.Create(body) ?? [];
        named["name"] = name;
        return JsonSerializer.SerializeToElement(named);
    }
}
