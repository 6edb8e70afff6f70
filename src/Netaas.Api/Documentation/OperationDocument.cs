using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Netaas.Api.Auth;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netaas.Api.Documentation;

/// <summary>Adds what routes say by metadata, and what follows from their form: conventions' headers, and the refusals that can come.</summary>
internal sealed class OperationDocument : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<Operation>().LastOrDefault() is not { } documented)
            return;
        var form = Form.Of(context.ApiDescription.HttpMethod ?? "", context.ApiDescription.RelativePath ?? "", operation);
        operation.Summary = documented.Summary;
        operation.Description = documented.Description ?? form.Description();
        operation.Parameters ??= [];
        foreach (var path in operation.Parameters.OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path))
            Describe(path);
        foreach (var query in documented.Query)
            operation.Parameters.Add(ToParameter(query, context.Document));
        if (metadata.OfType<Access>().LastOrDefault() is { Machine: null })
            operation.Parameters.Add(new OpenApiParameterReference(SharedParameters.Project, context.Document));
        foreach (var header in form.RequestHeaders())
            operation.Parameters.Add(new OpenApiParameterReference(header, context.Document));
        foreach (var (status, response) in operation.Responses ?? [])
            if (response is OpenApiResponse answer)
                answer.Headers = SharedResponses.HeadersOf(context.Document, form.AnswerHeaders(status));
        context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository);
        SharedResponses.Refuse(operation, context.Document, form.MayRefuse);
    }

    private static IOpenApiParameter ToParameter(QueryParameter query, OpenApiDocument document)
    {
        if (query.Description is null && SharedParameters.Has(query.Name))
            return new OpenApiParameterReference(query.Name, document);
        var item = query.Type switch
        {
            "integer" => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            "boolean" => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            "time" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            _ => new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 253 },
        };
        Limits.Bound(item, query.Name is "split" or "supernet" ? "prefixLength" : query.Name);
        return new OpenApiParameter
        {
            Name = query.Name,
            In = ParameterLocation.Query,
            Description = query.Description,
            Required = query.IsRequired,
            Schema = query.IsList ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = item, MaxItems = 64 } : item,
        };
    }

    private static void Describe(OpenApiParameter path)
    {
        path.Description ??= path.Name switch
        {
            "reference" => "Its name or id.",
            "pool" => "The pool's name or id.",
            "revision" => "The revision to go back to.",
            _ => "Its id.",
        };
        if (path.Schema is not OpenApiSchema schema)
            return;
        if (schema.Type == JsonSchemaType.Integer)
            Limits.Bound(schema, null);
        else if (schema.Format is null)
            (schema.Pattern, schema.MaxLength) = (Limits.Reference, 63);
        else
            schema.MaxLength = 36;
    }

    /// <summary>What an operation is, as its method, path and answers show it.</summary>
    private sealed record Form(string Method, bool IsOfOne, bool HasPathParameter, bool HasBody, bool Creates, bool Applies, bool IsStream, bool AsksNode)
    {
        public static Form Of(string method, string path, OpenApiOperation operation) => new(
            method.ToUpperInvariant(),
            path.EndsWith("{reference}", StringComparison.Ordinal),
            path.Contains('{', StringComparison.Ordinal),
            operation.RequestBody is not null,
            operation.Responses?.ContainsKey("201") == true,
            operation.Responses?.ContainsKey("201") == false && operation.Responses.ContainsKey("202"),
            path.EndsWith("events", StringComparison.Ordinal),
            path.EndsWith("}/state", StringComparison.Ordinal) || path.EndsWith("}/diff", StringComparison.Ordinal));

        private bool IsRead => HttpMethods.IsGet(Method);

        private bool IsConditional => IsOfOne && !IsRead;

        public string Description() => (Method, IsOfOne, Creates) switch
        {
            ("GET", true, _) => "The answer's ETag names the version of what was asked for; status moves without it.",
            ("GET", false, _) => "Pages come in an order that stays right while others write; nextCursor leads to the next one.",
            ("POST", _, true) => "With an Idempotency-Key it may be sent again: nothing happens twice. What is omitted and can be chosen is chosen.",
            ("PUT", _, _) => "What was allocated and is omitted keeps its value, other omitted fields return to their defaults. Sent again it changes nothing.",
            ("PATCH", _, _) => "Members of the patch replace those of the resource, null removes one, objects merge; what is omitted stays.",
            ("DELETE", _, _) => "What depends on it is named in a refusal, unless cascade deletes it, too. What it held is free when the nodes that had it confirm. With dryRun the answer is 200 with what would go, and all of it stays.",
            _ => "",
        };

        public IEnumerable<string> RequestHeaders() =>
            Method == "PUT" ? [SharedParameters.IfMatch, SharedParameters.IfNoneMatch] : IsConditional ? [SharedParameters.IfMatch] : (Creates || Applies) && Method == "POST" ? [SharedParameters.IdempotencyKey] : IsStream ? [SharedParameters.LastEventId] : [];

        public IEnumerable<string> AnswerHeaders(string status) => (status, IsOfOne, Method) switch
        {
            ("200", true, _) => ["ETag"],
            ("200", _, "POST") when Creates => ["ETag"],
            ("200", _, "POST") when Applies => ["Idempotency-Replayed"],
            ("201", _, "POST") => ["ETag", "Location", "Idempotency-Replayed"],
            ("201", _, _) => ["ETag", "Location"],
            ("202", _, "POST") when Creates => ["ETag", "Location"],
            ("202", true, "PUT" or "PATCH") => ["ETag"],
            _ => [],
        };

        public bool MayRefuse(int status) => status switch
        {
            404 => HasPathParameter || Creates,
            409 => !IsRead || HasPathParameter && !IsOfOne,
            412 => IsConditional,
            413 or 415 => HasBody,
            504 => AsksNode,
            _ => true,
        };
    }
}
