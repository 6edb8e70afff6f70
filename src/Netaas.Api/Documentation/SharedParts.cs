using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netaas.Api.Documentation;

/// <summary>Puts into the document what operations refer to, and says where it is served and what its tags mean.</summary>
internal sealed class SharedParts : IDocumentFilter
{
    private static readonly (string Name, string Description)[] Tags =
    [
        ("addresses", "Which node holds which part of which CIDR, and who holds which address."),
        ("apply", "Many resources in one transaction, planned before and undone as one."),
        ("calculator", "Arithmetic over CIDRs; nothing is stored."),
        ("changes", "Who changed what, when, from which request; what stood at a time; the way back."),
        ("events", "Every change and every change of phase as it happens."),
        ("jobs", "Recurring housekeeping."),
        ("networks", "Pod and service CIDRs, and how packets travel between their nodes."),
        ("nodes", "Machines with an agent each; they register themselves."),
        ("pods", "Network namespaces with their addresses."),
        ("pools", "Address space that CIDRs are cut from."),
        ("port-mappings", "Ports of pods, published on nodes."),
        ("projects", "Owners of resources, with quotas."),
        ("services", "Stable addresses before pods."),
        ("tokens", "Bearer tokens and their roles."),
    ];

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        SharedParameters.AddTo(swaggerDoc);
        SharedResponses.AddTo(swaggerDoc);
        swaggerDoc.Servers = [new OpenApiServer
        {
            Url = "/",
            Description = "The server that this document was read from, be it production, staging or a local lab.",
            Extensions = new Dictionary<string, IOpenApiExtension> { ["x-internal"] = new JsonNodeExtension(false) },
        }];
        var used = swaggerDoc.Paths.SelectMany(path => path.Value.Operations ?? []).SelectMany(operation => operation.Value.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Name).ToHashSet();
        swaggerDoc.Tags = new HashSet<OpenApiTag>(Tags.Where(tag => used.Contains(tag.Name)).Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }));
    }
}
