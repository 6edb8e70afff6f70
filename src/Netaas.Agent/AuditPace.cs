namespace Netaas.Agent;

/// <summary>
/// When the kernel is read in full: at each beat where that is quick, and else so rarely that it takes no more than
/// a thousandth of the time. On a node of 1,000 pods a full read takes a fifth of a second, and the kernel tells of nearly all by itself.
/// </summary>
internal sealed class AuditPace(TimeProvider time)
{
    private const int Share = 1_000;

    private long _endedAt = time.GetTimestamp();
    private TimeSpan _took;

    public bool IsDue => time.GetElapsedTime(_endedAt) >= Share * _took;

    /// <summary>Does it, and takes note of how long it took.</summary>
    public void Run(Action audit)
    {
        var began = time.GetTimestamp();
        audit();
        _endedAt = time.GetTimestamp();
        _took = time.GetElapsedTime(began, _endedAt);
    }
}
