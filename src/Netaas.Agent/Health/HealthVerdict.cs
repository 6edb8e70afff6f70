namespace Netaas.Agent.Health;

/// <summary>
/// What looks at an endpoint come to. The first one says it; after that so many in a row must say the contrary, so that one
/// that wavers stays what it was.
/// </summary>
internal sealed class HealthVerdict(int threshold)
{
    private int _contrary;

    /// <summary>Null before the first look.</summary>
    public bool? IsHealthy { get; private set; }

    /// <summary>What was wrong at the look that decided; empty for nothing.</summary>
    public string Message { get; private set; } = "";

    /// <param name="failure">What is wrong; null for nothing.</param>
    /// <returns>Whether it says something else now.</returns>
    public bool Note(string? failure)
    {
        var isHealthy = failure is null;
        if (isHealthy == IsHealthy)
        {
            _contrary = 0;
            return false;
        }
        if (IsHealthy is not null && ++_contrary < threshold)
            return false;
        (IsHealthy, Message, _contrary) = (isHealthy, failure ?? "", 0);
        return true;
    }
}
