using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Netaas.Cli.Output;

/// <summary>A field's value as a cell of a table.</summary>
internal static class Cell
{
    private const string Absent = "-";

    /// <param name="path">Names apart by dots.</param>
    public static JsonNode? Find(JsonNode? resource, string path) =>
        path.Split('.').Aggregate(resource, (node, name) => node is JsonObject fields ? fields[name] : null);

    public static string Of(JsonNode? value) => value switch
    {
        null => Absent,
        JsonArray { Count: 0 } or JsonObject { Count: 0 } => Absent,
        JsonArray list => string.Join(",", list.Select(Of)),
        JsonObject fields => OfFields(fields),
        _ => value.ToString(),
    };

    /// <param name="time">As the API writes it.</param>
    public static string Age(JsonNode? time, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(time?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then))
            return Absent;
        var age = now - then;
        return age switch
        {
            { TotalSeconds: < 0 } => "0s",
            { TotalMinutes: < 2 } => $"{(int)age.TotalSeconds}s",
            { TotalHours: < 2 } => $"{(int)age.TotalMinutes}m",
            { TotalDays: < 2 } => $"{(int)age.TotalHours}h",
            _ => $"{(int)age.TotalDays}d",
        };
    }

    /// <summary>Things that have a short form of their own: nodes that are ready, what is taken of a range, ports.</summary>
    private static string OfFields(JsonObject fields) => fields switch
    {
        _ when fields["ready"] is { } ready && fields["total"] is { } total => $"{ready}/{total}",
        _ when fields["used"] is { } used && fields["total"] is { } all => $"{used}/{all}",
        _ when fields["port"] is { } port => Port(port, fields),
        _ => string.Join(",", fields.Where(field => field.Value is not null).Select(field => $"{field.Key}={Of(field.Value)}")),
    };

    private static string Port(JsonNode port, JsonObject fields)
    {
        var target = fields["targetPort"] is { } number && !JsonNode.DeepEquals(number, port) ? $"→{number}" : "";
        var node = fields["nodePort"] is { } onNode && onNode.GetValueKind() == JsonValueKind.Number ? $":{onNode}" : "";
        return $"{port}{node}{target}/{Of(fields["protocol"] ?? JsonValue.Create("tcp"))}";
    }
}
