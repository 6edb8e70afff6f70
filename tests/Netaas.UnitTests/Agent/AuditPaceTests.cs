using Netaas.Agent;
using Xunit;

namespace Netaas.UnitTests.Agent;

public sealed class AuditPaceTests
{
    private readonly Clock _time = new();

    [Fact]
    public void The_first_audit_is_due_at_once() => Assert.True(new AuditPace(_time).IsDue);

    [Fact]
    public void An_audit_of_a_second_is_due_again_after_a_thousand()
    {
        var pace = new AuditPace(_time);
        pace.Run(() => _time.Advance(TimeSpan.FromSeconds(1)));
        _time.Advance(TimeSpan.FromSeconds(999));
        Assert.False(pace.IsDue);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(pace.IsDue);
    }

    [Fact]
    public void A_quick_audit_is_due_at_the_next_beat()
    {
        var pace = new AuditPace(_time);
        pace.Run(() => _time.Advance(TimeSpan.FromMilliseconds(30)));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(pace.IsDue);
    }

    private sealed class Clock : TimeProvider
    {
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public void Advance(TimeSpan by) => _now += by;
    }
}
