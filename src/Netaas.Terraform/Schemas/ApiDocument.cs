using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Netaas.Terraform.Values;

namespace Netaas.Terraform.Schemas;

/// <summary>Makes resource schemas out of those of openapi.yaml, of which a part is embedded as JSON.</summary>
internal sealed class ApiDocument(JsonObject schemas)
{
    // Of a status what lasts; the rest changes from look to look without anybody having done anything.
    private static readonly string[] s_restless =
        ["conditions", "utilization", "usage", "nodes", "lastUsedAt", "lastSeenAt", "receivedRevision", "appliedRevision", "lowestFailedRevision", "stats"];

    // Members of objects that may be null in an answer and are filled in all the same.
    private static readonly string[] s_allocated =
        ["ServicePortRequest.targetPort", "ServicePortRequest.nodePort", "PodInterface.name", "PodInterface.addresses", "PodInterface.mac"];

    private static readonly string[] s_volatile = ["revision", "updatedAt", "status"];

    public static ApiDocument Embedded { get; } = Load();

    public ResourceSchema Read(ResourceKind kind)
    {
        var answer = Properties(kind.Document);
        var request = Properties(kind.Document + "Request");
        var fields = answer.Select(field => field.Key).Union(request.Select(field => field.Key));
        var attributes = fields.Select(field => Attribute(kind, field)).Append(Timeouts.Block).OrderBy(attribute => attribute.Name, StringComparer.Ordinal);
        return new ResourceSchema(kind, [.. attributes]);
    }

    private ResourceAttribute Attribute(ResourceKind kind, string field)
    {
        var request = Properties(kind.Document + "Request")[field] as JsonObject;
        var answer = Properties(kind.Document)[field] as JsonObject;
        var told = request ?? answer ?? throw new InvalidOperationException($"{kind.Document} has no {field}.");
        var type = TypeOf(told, request is null ? null : answer ?? request, kind.Sets.Contains(field));
        var isParent = field == kind.Parent;
        var isRequired = isParent || (request is not null && Names(kind.Document + "Request", "required").Contains(field));
        var isFilledIn = answer is not null && (Names(kind.Document, "required").Contains(field) || kind.Allocated.Contains(field));
        var isProject = field == "project";
        return new ResourceAttribute
        {
            Name = Spelling.Snake(field),
            Field = field,
            Type = type,
            Description = isParent ? $"The {field} that it is of, by name." : Description(told),
            IsRequired = isRequired,
            IsOptional = !isRequired && (request is not null || isProject),
            IsComputed = !isRequired && (request is null || isFilledIn),
            IsSensitive = field == "secret",
            IsImmutable = field == "name" || isProject || isParent || told["x-netaas-immutable"] is not null || kind.Immutable.Contains(field),
            Exchangeable = kind.Exchangeable.GetValueOrDefault(field, []),
            FollowsFrom = [.. kind.FollowsFrom.GetValueOrDefault(field, []).Select(Spelling.Snake)],
            IsVolatile = s_volatile.Contains(field),
            IsSent = request is not null,
            IsAnswered = answer is not null,
            Default = field == "labels" ? FieldsValue.Empty
                : kind.Defaults.TryGetValue(field, out var json) ? JsonValues.Read(JsonNode.Parse(json), type) : null,
            Choices = Choices(told),
        };
    }

    /// <param name="answered">The schema that answers; null where the object is only answered, never asked for.</param>
    private ImmutableArray<ResourceAttribute> Members(string requested, string? answered)
    {
        var request = Properties(requested);
        var isAsked = answered is not null;
        var attributes = request.Where(field => isAsked || !s_restless.Contains(field.Key)).Select(field =>
        {
            var told = Object(field.Value);
            var isRequired = isAsked && Names(requested, "required").Contains(field.Key);
            var isFilledIn = !isAsked || answered is not null && (Names(answered, "required").Contains(field.Key) || s_allocated.Contains($"{requested}.{field.Key}"));
            return new ResourceAttribute
            {
                Name = Spelling.Snake(field.Key),
                Field = field.Key,
                Type = TypeOf(told, null, isSet: false),
                Description = Description(told),
                IsRequired = isRequired,
                IsOptional = isAsked && !isRequired,
                IsComputed = !isRequired && isFilledIn,
                IsSent = isAsked,
                IsAnswered = true,
                Choices = Choices(told),
            };
        });
        return [.. attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal)];
    }

    /// <param name="answer">What answers a field that may be asked for; null for one that is only answered.</param>
    private AttributeType TypeOf(JsonObject schema, JsonObject? answer, bool isSet)
    {
        if (Reference(schema) is { } reference)
            return Types(Object(schemas[reference])).Contains("object") ? new AttributeType.Nested(Members(reference, AnswerOf(reference, answer)), IsList: false) : AttributeType.Text;
        var types = Types(schema);
        if (types.Contains("array"))
        {
            var items = Object(schema["items"]);
            return Reference(items) is { } item && Types(Object(schemas[item])).Contains("object")
                ? new AttributeType.Nested(Members(item, AnswerOf(item, answer?["items"] as JsonObject)), IsList: true)
                : new AttributeType.CollectionOf(isSet ? "set" : "list", TypeOf(items, null, isSet: false));
        }
        if (types.Contains("object"))
            return new AttributeType.CollectionOf("map", AttributeType.Text);
        if (types.Contains("boolean"))
            return AttributeType.Flag;
        return types.Contains("integer") || types.Contains("number") ? AttributeType.Number : AttributeType.Text;
    }

    private static string? AnswerOf(string requested, JsonObject? answer) => answer is null ? null : Reference(answer) ?? requested;

    private JsonObject Properties(string name) => schemas[name]?["properties"] as JsonObject ?? [];

    private ImmutableArray<string> Names(string name, string list) => [.. (schemas[name]?[list] as JsonArray ?? []).Select(item => (string?)item ?? "")];

    private ImmutableArray<string> Choices(JsonObject schema) => Reference(schema) is { } reference ? Names(reference, "enum") : [];

    private string Description(JsonObject schema) =>
        (string?)schema["description"] ?? (Reference(schema) is { } reference ? (string?)schemas[reference]?["description"] : null) ?? "";

    /// <summary>What a schema refers to, also where it may be null instead.</summary>
    private static string? Reference(JsonObject schema)
    {
        var direct = (string?)schema["$ref"] ?? (schema["oneOf"] as JsonArray ?? []).Select(one => (string?)one?["$ref"]).FirstOrDefault(one => one is not null);
        return direct?.Split('/')[^1];
    }

    private static string[] Types(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => [.. several.Select(type => (string?)type ?? "")],
        { } single => [(string?)single ?? ""],
        null => [],
    };

    private static JsonObject Object(JsonNode? node) => node as JsonObject ?? [];

    private static ApiDocument Load()
    {
        using var stream = typeof(ApiDocument).Assembly.GetManifestResourceStream("schemas.json")
            ?? throw new InvalidOperationException("The schemas are not embedded.");
        return new ApiDocument(JsonNode.Parse(stream) as JsonObject ?? []);
    }
}
