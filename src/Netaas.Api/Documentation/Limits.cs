using System.Globalization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netaas.Api.Documentation;

/// <summary>
/// How large values may be, by the names of properties, which mean one thing everywhere but where the schema is named, too. What
/// is not named here is bounded by what a body or an answer can hold at all.
/// </summary>
internal sealed class Limits : IDocumentFilter
{
    /// <summary>A name or an id.</summary>
    public const string Reference = "^[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?$";

    /// <summary>A body holds 1 MiB, so no text of it is longer, and none that an answer makes of it much longer.</summary>
    private const int LongestText = 2 << 20;

    private const int LongestList = 1 << 20;

    private static readonly Dictionary<string, (long Min, long Max)> s_ranges = new()
    {
        ["nodes"] = (1, 100_000),
        ["podsPerNode"] = (1, 65_533),
        ["services"] = (0, 1_000_000),
        ["growthFactor"] = (1, 100),
        ["vni"] = (1, 16_777_215),
        ["vxlanPort"] = (1, 65_535),
        ["hostPort"] = (1, 65_535),
        ["hostPortEnd"] = (1, 65_535),
        ["targetPort"] = (1, 65_535),
        ["port"] = (1, 65_535),
        ["mtu"] = (576, 65_535),
        ["prefixLength"] = (0, 128),
        ["defaultPrefixLength"] = (0, 128),
        ["status"] = (400, 599),
        ["nodePort"] = (30_000, 32_767),
        ["healthCheckNodePort"] = (30_000, 32_767),
        ["weight"] = (1, 1000),
        ["sessionAffinityTimeoutSeconds"] = (1, 86_400),
        ["HealthCheck.intervalSeconds"] = (1, 300),
        ["HealthCheckRequest.intervalSeconds"] = (1, 300),
        ["threshold"] = (1, 10),
        ["terminationGraceSeconds"] = (0, 86_400),
        ["ratio"] = (0, 1),
        ["networks"] = (0, int.MaxValue),
    };

    private static readonly Dictionary<string, int> s_texts = new()
    {
        ["name"] = 63,
        ["project"] = 63,
        ["network"] = 63,
        ["node"] = 63,
        ["pod"] = 63,
        ["pool"] = 63,
        ["kind"] = 63,
        ["action"] = 63,
        ["actor"] = 63,
        ["zone"] = 253,
        ["externalName"] = 253,
        ["note"] = 253,
        ["netnsPath"] = 4096,
        ["credential"] = 4096,
        ["nextCursor"] = 100,
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach (var (schema, component) in swaggerDoc.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (component is not OpenApiSchema whole)
                continue;
            Bound(whole, null);
            foreach (var (name, property) in whole.Properties ?? new Dictionary<string, IOpenApiSchema>())
                if (property is OpenApiSchema inner)
                    Bound(inner, s_ranges.ContainsKey($"{schema}.{name}") ? $"{schema}.{name}" : name);
        }
    }

    /// <summary>Bounds what a schema of this name leaves open.</summary>
    public static void Bound(OpenApiSchema schema, string? name)
    {
        var type = schema.Type ?? 0;
        if (type.HasFlag(JsonSchemaType.Array))
        {
            schema.MaxItems ??= LongestList;
            if (schema.Items is OpenApiSchema items)
                Bound(items, ItemName(name));
        }
        if (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number))
            BoundNumber(schema, name);
        if (type.HasFlag(JsonSchemaType.String) && schema.Enum is not { Count: > 0 })
            schema.MaxLength ??= schema.Format is "uuid" ? 36 : schema.Format is "date-time" ? 40 : name is not null && s_texts.TryGetValue(name, out var length) ? length : LongestText;
        if (schema.AdditionalProperties is OpenApiSchema values)
            Bound(values, null);
    }

    private static void BoundNumber(OpenApiSchema schema, string? name)
    {
        var (min, max) = name is not null && s_ranges.TryGetValue(name, out var range) ? range : (0, schema.Format == "int32" ? int.MaxValue : long.MaxValue);
        schema.Minimum ??= min.ToString(CultureInfo.InvariantCulture);
        schema.Maximum ??= max.ToString(CultureInfo.InvariantCulture);
    }

    private static string? ItemName(string? list) => list is not null && list.EndsWith("PrefixLengths", StringComparison.Ordinal) ? "prefixLength" : null;
}
