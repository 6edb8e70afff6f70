using Netaas.Api.Http;
using Netaas.Core.View;

namespace Netaas.Api.Services;

/// <summary>How health checks are asked for.</summary>
internal static class HealthCheckRules
{
    private const int DefaultInterval = 5;

    private const int LongestInterval = 300;

    private const int DefaultThreshold = 2;

    private const int HighestThreshold = 10;

    private const int LongestPath = 1024;

    public static HealthCheck Read(FieldReader body)
    {
        var type = body.Choice<HealthCheckType>("type");
        if (type is null && !body.Has("type"))
            body.Refuse("type", "required", "Say how the endpoints are looked at: tcp, http or none.");
        var path = body.Text("path", LongestPath);
        if (path is not null && (!path.StartsWith('/') || path.Any(letter => letter is <= ' ' or > '~')))
            body.Refuse("path", "invalid", "Give a path such as /healthz.");
        return new HealthCheck(
            type ?? HealthCheckType.None,
            (ushort?)body.Integer("port", 1, 65_535),
            path ?? "/",
            body.Integer("intervalSeconds", 1, LongestInterval) ?? DefaultInterval,
            body.Integer("threshold", 1, HighestThreshold) ?? DefaultThreshold);
    }
}
