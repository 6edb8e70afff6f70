using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Calculator;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netaas.Api.Documentation;

/// <summary>How values that stand in JSON as text are documented.</summary>
internal sealed class ValueSchemas : ISchemaFilter
{
    public static void Map(SwaggerGenOptions swagger)
    {
        swagger.MapType<IPAddress>(() => Text("An IPv4 or IPv6 address.", "10.10.1.2", 45));
        swagger.MapType<IPNetwork>(() => Text("A CIDR without host bits.", "10.10.0.0/16", 49));
        swagger.MapType<InterfaceAddress>(() => Text("An address with the length of its subnet's prefix.", "172.31.0.11/24", 49));
        swagger.MapType<MacAddress>(() => Text("A MAC address.", "02:00:5e:10:00:01", 17));
        swagger.MapType<UInt128>(() => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "0",
            Maximum = $"{UInt128.MaxValue}",
            Description = "A count; for IPv6 it may be above 2^53.",
        });
        swagger.MapType<ViewItem>(() => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "One recorded thing that concerns a node, for agents of the same version.",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["kind"] = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 63 },
                ["revision"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0", Maximum = $"{long.MaxValue}" },
            },
        });
        swagger.MapType<NodeId>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" });
        swagger.MapType<NetworkId>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" });
        swagger.MapType<PodId>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" });
        swagger.MapType<PortMappingId>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" });
        swagger.MapType<Labels>(() => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 63 },
            MaxProperties = 1 << 16,
            Description = "Keys and values of the user's own.",
        });
        MapList<IPAddress>(swagger, () => Text("An IPv4 or IPv6 address.", "10.10.1.2", 45));
        MapList<IPNetwork>(swagger, () => Text("A CIDR without host bits.", "10.10.0.0/16", 49));
        MapList<InterfaceAddress>(swagger, () => Text("An address with the length of its subnet's prefix.", "172.31.0.11/24", 49));
        MapList<IpFamily>(swagger, () => new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["ipv4", "ipv6"] });
        MapList<string>(swagger, () => new OpenApiSchema { Type = JsonSchemaType.String });
        MapList<int>(swagger, () => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" });
    }

    /// <summary>Choices are texts.</summary>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { AllOf: not { Count: > 0 } } concrete || !context.Type.IsEnum)
            return;
        concrete.Type = JsonSchemaType.String;
        concrete.Format = null;
        concrete.Enum = [.. Enum.GetValuesAsUnderlyingType(context.Type).Cast<object>()
            .Select(value => JsonSerializer.SerializeToNode(Enum.ToObject(context.Type, value), context.Type, NetaasJson.Options)).OfType<JsonNode>()];
    }

    private static void MapList<T>(SwaggerGenOptions swagger, Func<OpenApiSchema> item)
    {
        OpenApiSchema List() => new() { Type = JsonSchemaType.Array, Items = item() };
        swagger.MapType<EquatableList<T>>(List);
        swagger.MapType<EquatableList<T>?>(() =>
        {
            var list = List();
            list.Type |= JsonSchemaType.Null;
            return list;
        });
    }

    private static OpenApiSchema Text(string description, string example, int maxLength) =>
        new() { Type = JsonSchemaType.String, MaxLength = maxLength, Description = description, Examples = [JsonValue.Create(example)] };
}
