using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace Netaas.Api.Documentation;

/// <summary>The OpenAPI document, made from the routes.</summary>
public static class NetaasDocument
{
    private const string Name = "v1";
    private const string Scheme = "token";

    internal static void AddNetaasDocument(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(swagger =>
        {
            swagger.SwaggerDoc(Name, new OpenApiInfo
            {
                Title = "Netaas",
                Version = Name,
                Description = "Networks for containers on a fleet of Linux nodes: what is asked for, and what the nodes have verified.",
                Contact = new OpenApiContact { Name = "Whoever runs this installation" },
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            });
            swagger.AddSecurityDefinition(Scheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token." });
            swagger.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] });
            swagger.SupportNonNullableReferenceTypes();
            swagger.NonNullableReferenceTypesAsRequired();
            swagger.UseAllOfToExtendReferenceSchemas();
            swagger.CustomSchemaIds(SchemaNames.Of);
            swagger.SchemaFilter<ValueSchemas>();
            swagger.SchemaFilter<NullableReferences>();
            swagger.OperationFilter<OperationDocument>();
            swagger.DocumentFilter<Tidying>();
            swagger.DocumentFilter<Limits>();
            swagger.DocumentFilter<Examples>();
            swagger.DocumentFilter<DerivedSchemas>();
            swagger.DocumentFilter<SharedParts>();
            foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "Netaas.*.xml"))
                swagger.IncludeXmlComments(file);
            ValueSchemas.Map(swagger);
        });
    }

    internal static void MapNetaasDocument(this WebApplication app)
    {
        app.MapGet("/openapi.json", async (IServiceProvider services) =>
            Results.Text(await WriteAsync(services, text => new OpenApiJsonWriter(text)), "application/json")).ExcludeFromDescription();
        // It looks at the path of every request that it is shown, twice and by regular expression.
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/swagger"), page => page.UseSwaggerUI(swagger =>
        {
            swagger.RoutePrefix = "swagger";
            swagger.SwaggerEndpoint("/openapi.json", "Netaas");
        }));
    }

    /// <summary>The document as YAML, as it stands in <c>openapi.yaml</c>. The application must have started: routes are known only then.</summary>
    public static Task<string> ToYamlAsync(IServiceProvider services) => WriteAsync(services, text => new OpenApiYamlWriter(text));

    private static async Task<string> WriteAsync(IServiceProvider services, Func<TextWriter, IOpenApiWriter> open)
    {
        var document = await services.GetRequiredService<IAsyncSwaggerProvider>().GetSwaggerAsync(Name);
        await using var text = new StringWriter { NewLine = "\n" };
        document.SerializeAs(OpenApiSpecVersion.OpenApi3_1, open(text));
        return text.ToString();
    }
}
