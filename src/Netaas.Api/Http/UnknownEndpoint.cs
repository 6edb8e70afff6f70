using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Netaas.Api.Http;

/// <summary>Says what is wrong with a request that no route takes: its path, its method, or the type of its body.</summary>
internal static class UnknownEndpoint
{
    public static IResult Explain(HttpContext http, EndpointDataSource endpoints)
    {
        var path = http.Request.Path;
        var there = endpoints.Endpoints.OfType<RouteEndpoint>().Where(endpoint => Matches(endpoint, path)).ToList();
        var methods = there.SelectMany(MethodsOf).Distinct().Order(StringComparer.Ordinal).ToList();
        if (methods.Count == 0)
            return Answer.Of(Problem.NotFound("endpoint", path));
        if (!methods.Contains(http.Request.Method))
        {
            http.Response.Headers.Allow = string.Join(", ", methods);
            return Answer.Of(new Problem(
                StatusCodes.Status405MethodNotAllowed, "methodNotAllowed", "There is no such method here.", $"Use one of {string.Join(", ", methods)}."));
        }
        var types = there.Where(endpoint => MethodsOf(endpoint).Contains(http.Request.Method))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes ?? []).Distinct().ToList();
        return Answer.Of(types.Count == 0
            ? Problem.NotFound("endpoint", path)
            : new Problem(
                StatusCodes.Status415UnsupportedMediaType, "unsupportedMediaType", "The body is of another type than JSON.", $"Send the body as {string.Join(" or ", types)}."));
    }

    /// <summary>By the form of the path alone: what its parameters must look like is not asked.</summary>
    private static bool Matches(RouteEndpoint endpoint, PathString path) =>
        MethodsOf(endpoint).Any() && new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(path, []);

    private static IEnumerable<string> MethodsOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
}
