namespace Netaas.Core.View;

/// <summary>How the agent of an endpoint's node finds out whether it serves.</summary>
/// <param name="Port">Null for the port that the service's first TCP port leads to.</param>
/// <param name="Path">What is asked for over HTTP; begins with a slash.</param>
/// <param name="IntervalSeconds">From one look to the next; a look that takes as long has failed.</param>
/// <param name="Threshold">So many looks in a row must say the contrary before anything changes.</param>
public sealed record HealthCheck(HealthCheckType Type, ushort? Port, string Path, int IntervalSeconds, int Threshold);

/// <summary>The ways of looking at an endpoint.</summary>
public enum HealthCheckType
{
    /// <summary>Who is verified by its node serves.</summary>
    None,

    /// <summary>Who takes a connection serves.</summary>
    Tcp,

    /// <summary>Who answers with a status from 200 to 399 serves.</summary>
    Http,
}
