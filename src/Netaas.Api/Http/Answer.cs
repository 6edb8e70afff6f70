using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Core.Json;

namespace Netaas.Api.Http;

/// <summary>Answers in the API's forms.</summary>
internal static class Answer
{
    private static readonly JsonSerializerOptions ProblemOptions =
        new(NetaasJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static IResult Of(Problem? problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Results.Json(problem, ProblemOptions, "application/problem+json", problem.Status);
    }

    public static IResult Json(object body, int status = StatusCodes.Status200OK) => Results.Json(body, NetaasJson.Options, null, status);

    /// <summary>A body with the nodes that are still behind.</summary>
    public static IResult Lagging(object? body, IReadOnlyList<LaggingNode> nodes)
    {
        var json = body is null ? [] : JsonSerializer.SerializeToNode(body, NetaasJson.Options) as JsonObject ?? [];
        json["lagging"] = JsonSerializer.SerializeToNode(nodes, NetaasJson.Options);
        return Json(json, StatusCodes.Status202Accepted);
    }

    /// <summary>An answer that was given before, to the same request.</summary>
    public static IResult Again(HttpContext http, FirstAnswer first)
    {
        http.Response.Headers["Idempotency-Replayed"] = "true";
        http.Response.Headers.ETag = first.ETag;
        http.Response.Headers.Location = first.Location;
        return Results.Text(first.Body, "application/json", null, first.Status);
    }

    /// <summary>The version of what was asked for, not of its status.</summary>
    public static string ETag(long revision) => $"\"{revision}\"";
}
