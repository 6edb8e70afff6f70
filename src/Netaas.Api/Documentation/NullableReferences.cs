using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netaas.Api.Documentation;

/// <summary>
/// Says "null or one of these" of a property that may be null and refers to a schema. Swashbuckle writes the type null beside
/// the reference, which together no value satisfies.
/// </summary>
internal sealed class NullableReferences : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        foreach (var property in schema.Properties?.Values.OfType<OpenApiSchema>() ?? [])
        {
            if (property is not { Type: JsonSchemaType.Null, AllOf: [OpenApiSchemaReference reference] })
                continue;
            property.OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, reference];
            property.AllOf = null;
            property.Type = null;
        }
    }
}
