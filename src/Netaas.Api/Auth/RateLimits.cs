using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Netaas.Api.Http;

namespace Netaas.Api.Auth;

/// <summary>How often a token may ask: a bucket a token holds one second's worth, so a burst passes and a flood does not.</summary>
internal static class RateLimits
{
    /// <summary>For requests without a known token, by address: enough for mistakes, too little for guessing.</summary>
    private const int UnknownPerSecond = 100;

    /// <summary>How often a bucket is filled up, in a second.</summary>
    private const int Fills = 10;

    /// <summary>What every answer tells of the limit: a bucket that was emptied is full again after a second.</summary>
    public static void Tell(HttpContext http, string requestsPerSecond)
    {
        http.Response.Headers["RateLimit-Limit"] = requestsPerSecond;
        http.Response.Headers["RateLimit-Reset"] = "1";
    }

    public static void AddRateLimits(this IServiceCollection services, int requestsPerSecond) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = RejectAsync;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => PartitionOf(http, requestsPerSecond));
    });

    /// <summary>How often the record may be asked whose a token is, by address: a token in use is asked for once in some seconds.</summary>
    public static PartitionedRateLimiter<string> ForLookups() => PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetTokenBucketLimiter(address, _ => BucketOf(UnknownPerSecond)));

    private static RateLimitPartition<string> PartitionOf(HttpContext http, int requestsPerSecond)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Access>() is null)
            return RateLimitPartition.GetNoLimiter("");
        return http.FindPrincipal() is { } principal
            ? RateLimitPartition.GetTokenBucketLimiter(principal.Id.ToString(), _ => BucketOf(requestsPerSecond))
            : RateLimitPartition.GetTokenBucketLimiter($"{http.Connection.RemoteIpAddress}", _ => BucketOf(UnknownPerSecond));
    }

    private static TokenBucketRateLimiterOptions BucketOf(int perSecond) => new()
    {
        TokenLimit = perSecond,
        TokensPerPeriod = Math.Max(1, perSecond / Fills),
        ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / Math.Min(perSecond, Fills)),
        QueueLimit = 0,
    };

    private static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken ct) =>
        await RefuseAsync(rejected.HttpContext, rejected.Lease);

    public static async Task RefuseAsync(HttpContext http, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.Zero;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.RetryAfter = seconds;
        await Answer.Of(Problem.TooMany($"This token asks too often: wait {seconds} s, and ask for more at once, with lists or /events.")).ExecuteAsync(http);
    }
}
