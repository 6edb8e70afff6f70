using System.Globalization;
using Microsoft.OpenApi;
using Netaas.Api.Auth;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netaas.Api.Documentation;

/// <summary>Adds what routes say by metadata: summary, query parameters, and the refusals that every operation shares.</summary>
internal sealed class OperationDocument : IOperationFilter
{
    private static readonly (int Status, string Description)[] Refusals =
    [
        (400, "The request is not valid; errors lists all that is wrong."),
        (401, "No token, or an unknown one."),
        (403, "The token's role does not allow it."),
        (404, "There is no such resource."),
        (409, "It clashes with what is recorded; conflicts names the other."),
        (412, "If-Match names another version."),
        (413, "The body is too large."),
        (429, "Too many requests; Retry-After says when to come back."),
        (503, "The database is away; nothing was stored."),
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Operation>().LastOrDefault() is not { } documented)
            return;
        operation.Summary = documented.Summary;
        operation.Parameters ??= [];
        foreach (var query in documented.Query)
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = query.Name,
                In = ParameterLocation.Query,
                Description = query.Description,
                Schema = new OpenApiSchema { Type = TypeOf(query.Type) },
            });
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Access>().LastOrDefault() is { Machine: null })
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "project",
                In = ParameterLocation.Query,
                Description = "The project, by name or id. A token of a project implies it; others mean 'default', and all of them in lists.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        var problem = context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository);
        operation.Responses ??= [];
        foreach (var (status, description) in Refusals)
            operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Schema = problem } },
            });
    }

    private static JsonSchemaType TypeOf(string type) => type switch
    {
        "integer" => JsonSchemaType.Integer,
        "boolean" => JsonSchemaType.Boolean,
        _ => JsonSchemaType.String,
    };
}
