using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Data;

namespace Netaas.Api.Resources;

/// <summary>The routes that every kind of resource has, with every convention of the API.</summary>
internal static class ResourceEndpoints
{
    /// <param name="plural">The path: <c>networks</c>.</param>
    /// <typeparam name="TSpec">What was asked for.</typeparam>
    /// <typeparam name="TRow">What is recorded.</typeparam>
    /// <typeparam name="TRequest">Documents a body; the kind's reader reads it.</typeparam>
    /// <typeparam name="TWire">Documents an answer.</typeparam>
    public static void MapResource<TSpec, TRow, TRequest, TWire>(this IEndpointRouteBuilder routes, string plural, IResourceKind<TSpec, TRow> kind)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
        where TRequest : notnull
    {
        var group = routes.MapGroup($"/{plural}").WithTags(plural).WithMetadata(kind.Access);
        var name = OperationName(kind.Kind);

        group.MapGet("", (HttpContext http, ResourceReads reads) => reads.ListAsync(http, kind))
            .WithName($"list{OperationName(plural)}").Produces<Page<TWire>>()
            .WithMetadata(new Operation($"Lists {plural}.", [.. ListParameters, .. kind.Filters.Select(filter => new QueryParameter(filter, $"Only those of this {filter}, by name or id."))]));

        group.MapGet("/{reference}", (HttpContext http, string reference, ResourceReads reads) => reads.GetAsync(http, kind, reference))
            .WithName($"get{name}").Produces<TWire>()
            .WithMetadata(new Operation($"Reads a {kind.Kind} by name or id.", []));

        group.MapPost("", (HttpContext http, ResourceWrites writes) => writes.PostAsync(http, kind, plural))
            .WithName($"create{name}").Accepts<TRequest>("application/json").Produces<TWire>().Produces<TWire>(StatusCodes.Status201Created)
            .Produces<TWire>(StatusCodes.Status202Accepted)
            .WithMetadata(new Operation($"Creates a {kind.Kind}.", WriteParameters));

        group.MapPut("/{reference}", (HttpContext http, string reference, ResourceWrites writes) => writes.PutAsync(http, kind, plural, reference))
            .WithName($"put{name}").Accepts<TRequest>("application/json").Produces<TWire>().Produces<TWire>(StatusCodes.Status201Created)
            .Produces<TWire>(StatusCodes.Status202Accepted)
            .WithMetadata(new Operation($"Creates or replaces a {kind.Kind}. Idempotent.", WriteParameters));

        group.MapPatch("/{reference}", (HttpContext http, string reference, ResourceWrites writes) => writes.PatchAsync(http, kind, reference))
            .WithName($"patch{name}").Accepts<TRequest>("application/merge-patch+json", "application/json").Produces<TWire>()
            .Produces<TWire>(StatusCodes.Status202Accepted)
            .WithMetadata(new Operation($"Changes fields of a {kind.Kind} (RFC 7396 merge patch).", WriteParameters));

        group.MapDelete("/{reference}", (HttpContext http, string reference, ResourceWrites writes) => writes.DeleteAsync(http, kind, reference))
            .WithName($"delete{name}").Produces<TWire>().Produces(StatusCodes.Status204NoContent).Produces(StatusCodes.Status202Accepted)
            .WithMetadata(new Operation($"Deletes a {kind.Kind}.", [.. WriteParameters, new QueryParameter("cascade"), .. kind is IGracefulKind<TRow> ? [new QueryParameter(RequestOptions.GraceParameter)] : (QueryParameter[])[]]));
    }

    internal static readonly QueryParameter[] ListParameters = [new("limit"), new("cursor"), new("label")];

    internal static readonly QueryParameter[] WriteParameters = [new("wait"), new("timeout"), new("dryRun")];

    private static string OperationName(string kind) =>
        string.Concat(kind.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}

/// <summary>Documents a query parameter.</summary>
/// <param name="Description">Null for one that all operations share.</param>
/// <param name="Type">string, integer, boolean or time.</param>
internal sealed record QueryParameter(string Name, string? Description = null, string Type = "string")
{
    public bool IsRequired { get; init; }

    /// <summary>Whether it may be given several times.</summary>
    public bool IsList { get; init; }
}

/// <summary>Documents an operation.</summary>
/// <param name="Description">Null where the conventions of its form say all.</param>
internal sealed record Operation(string Summary, IReadOnlyList<QueryParameter> Query, string? Description = null);

/// <summary>A page of a list.</summary>
/// <param name="NextCursor">Gives the page after this one; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
