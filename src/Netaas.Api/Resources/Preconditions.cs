using Microsoft.AspNetCore.Http;
using Netaas.Api.Data;
using Netaas.Api.Http;

namespace Netaas.Api.Resources;

/// <summary>What a request makes a write depend on (RFC 9110 §13.1); nothing by default.</summary>
internal readonly record struct Preconditions(string? IfMatch, string? IfNoneMatch)
{
    public static Preconditions Of(HttpContext http) => new(http.Request.Headers.IfMatch, http.Request.Headers.IfNoneMatch);

    /// <param name="present">Null where there is none yet.</param>
    /// <returns>Null where they are met.</returns>
    public Problem? Check(string kind, IResourceRow? present)
    {
        if (!string.IsNullOrEmpty(IfMatch) && !Names(IfMatch, present))
            return Problem.Stale(present?.Revision ?? 0);
        return present is not null && !string.IsNullOrEmpty(IfNoneMatch) && Names(IfNoneMatch, present)
            ? Problem.Exists(new Culprit(kind, present.Id, present.Name), present.Revision)
            : null;
    }

    private static bool Names(string tags, IResourceRow? present) =>
        present is not null && (tags == "*" || tags.Split(',').Any(tag => tag.Trim() == Answer.ETag(present.Revision)));
}
