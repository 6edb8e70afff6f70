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
                http.Request.Body, new JsonDocumentOptions { MaxDepth = MaxDepth }, http.RequestAborted);
            return document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            var where = malformed.LineNumber is { } line ? $" at line {line + 1}, byte {malformed.BytePositionInLine + 1}" : "";
            return Problem.Invalid([new FieldProblem("", "malformedJson", $"The body is not JSON of at most {MaxDepth} levels{where}: send one JSON object.")]);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Problem(tooLarge.StatusCode, "tooLarge", "The body is too large.", "Send at most 1 MiB in a request.");
        }
    }

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
