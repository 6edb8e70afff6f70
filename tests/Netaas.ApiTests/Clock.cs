namespace Netaas.ApiTests;

/// <summary>The time of day, set forward by tests; what waits for a while waits as ever.</summary>
internal sealed class Clock : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
