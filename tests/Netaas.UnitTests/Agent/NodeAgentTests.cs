using System.Diagnostics;
using Netaas.Agent.Reporting;
using Netaas.Contracts;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Objects;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

public sealed class NodeAgentTests : IAsyncLifetime
{
    private static readonly ViewItem[] Blue = [Views.Network(1, 11), Views.Member(1, 1, revision: 11)];

    private readonly TestControlPlane _control = new() { AuditInterval = TimeSpan.FromMilliseconds(50) };

    [Fact]
    public async Task A_new_agent_enrols_takes_a_snapshot_applies_and_reports_it()
    {
        await using var agent = await _control.StartAsync();
        var report = await _control.ReportAsync(report => report.AppliedRevision == 10);
        Assert.Equal(10, report.ReceivedRevision);
        Assert.Empty(report.Failures);
        Assert.Contains("POST /api/v1/enrol", _control.Requests);
        AssertHolds(_control.Snapshot.Items);
    }

    [Fact]
    public async Task Updates_are_applied_and_reported_with_rising_sequence()
    {
        await using var agent = await _control.StartAsync();
        var first = await _control.ReportAsync(report => report.AppliedRevision == 10);
        await _control.SendAsync(10, 11, Blue);
        await _control.SendAsync(11, 12, Views.Pod(1, 1, 1, 12));
        var second = await _control.ReportAsync(report => report.AppliedRevision == 12);
        Assert.Equal(first.Incarnation, second.Incarnation);
        Assert.True(second.Sequence > first.Sequence);
        AssertHolds([.. _control.Snapshot.Items, .. Blue, Views.Pod(1, 1, 1, 12)]);
    }

    [Fact]
    public async Task A_followed_write_is_a_span_from_its_arrival_to_its_read_back_and_goes_back_with_the_report()
    {
        var ended = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ApplySpans.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var agent = await _control.StartAsync();
        await _control.ReportAsync(report => report.AppliedRevision == 10);

        await _control.SendAsync(new NodeUpdate(_control.Node, 10, 11, [.. Blue], []) { Traces = ["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"] });
        var report = await _control.ReportAsync(report => report.Traces.Count > 0);

        var span = Assert.Single(ended);
        Assert.Equal(11, report.AppliedRevision);
        Assert.Equal(span.Id, Assert.Single(report.Traces));
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (span.TraceId.ToString(), span.ParentSpanId.ToString()));
        await _control.SendAsync(11, 12, Views.Pod(1, 1, 1, 12));
        Assert.Empty((await _control.ReportAsync(report => report.AppliedRevision == 12)).Traces);
    }

    [Fact]
    public async Task A_gap_is_closed_by_a_snapshot()
    {
        await using var agent = await _control.StartAsync();
        await _control.ReportAsync(report => report.AppliedRevision == 10);
        _control.Snapshot = new NodeSnapshot(_control.Node, 15, [Views.Node(1), .. Blue]);
        await _control.SendAsync(15, 16);
        await _control.ReportAsync(report => report.AppliedRevision == 16);
        AssertHolds(_control.Snapshot.Items);
    }

    [Fact]
    public async Task Without_its_control_plane_an_agent_writes_nothing_at_first_and_its_saved_replica_later()
    {
        await using (await _control.StartAsync())
        {
            await _control.ReportAsync(report => report.AppliedRevision == 10);
            await _control.SendAsync(10, 11, Blue);
            await _control.ReportAsync(report => report.AppliedRevision == 11);
        }
        AssertHolds([Views.Node(1), .. Blue]);
        _control.IsAway = true;
        _control.Kernel.Tamper(_ => NodeState.Empty);
        _control.ForgetReports();

        await using var again = await _control.StartAsync();

        await _control.ReportAsync(report => report.AppliedRevision == 11);
        AssertHolds([Views.Node(1), .. Blue]);
    }

    [Fact]
    public async Task A_refused_object_is_reported_for_its_item_and_tried_again()
    {
        var mayPass = false;
        _control.Kernel.Refuse = step => step.Key.Kind == ObjectKind.PodAttachment && !mayPass
            ? new ObjectFailure(step.Key, ObjectFailureReason.NamespaceGone, "no such namespace")
            : null;
        await using var agent = await _control.StartAsync();
        await _control.ReportAsync(report => report.AppliedRevision == 10);
        await _control.SendAsync(10, 12, [.. Blue, Views.Pod(1, 1, 1, 12)]);

        var report = await _control.ReportAsync(report => report.AppliedRevision == 12);
        var failure = Assert.Single(report.Failures);
        Assert.Equal((Views.Pod(1, 1, 1).Key, 12, FailureReason.NamespaceGone), (failure.Key, failure.Revision, failure.Reason));

        mayPass = true;
        await _control.ReportAsync(report => report.Failures.Count == 0);
        AssertHolds([Views.Node(1), .. Blue, Views.Pod(1, 1, 1, 12)]);
    }

    [Fact]
    public async Task What_is_lacking_in_the_view_is_reported_as_incomplete()
    {
        await using var agent = await _control.StartAsync();
        await _control.ReportAsync(report => report.AppliedRevision == 10);
        await _control.SendAsync(10, 11, Views.Pod(1, 1, 1, 11));
        var report = await _control.ReportAsync(report => report.AppliedRevision == 11);
        Assert.Equal(FailureReason.Incomplete, Assert.Single(report.Failures).Reason);
    }

    [Fact]
    public async Task The_audit_repairs_what_somebody_else_removed_and_counts_it()
    {
        await using var agent = await _control.StartAsync();
        await _control.ReportAsync(report => report.AppliedRevision == 10);
        _control.Kernel.Tamper(state => new NodeState(state.Objects.Remove(new ObjectKey(ObjectKind.Ruleset, "base"))));
        await _control.ReportAsync(report => report.Stats is { DriftRepaired: 1 });
        AssertHolds(_control.Snapshot.Items);
    }

    [Fact]
    public async Task What_the_kernel_tells_is_repaired_and_reported_without_waiting_for_an_audit()
    {
        await using var control = new DisposedLater(new TestControlPlane());
        await using var agent = await control.Plane.StartAsync();
        await control.Plane.ReportAsync(report => report.AppliedRevision == 10);
        var ruleset = new ObjectKey(ObjectKind.Ruleset, "base");

        control.Plane.Kernel.Tamper(state => new NodeState(state.Objects.Remove(ruleset)));

        var report = await control.Plane.ReportAsync(report => report.Stats is { DriftRepaired: 1 });
        var drift = Assert.Single(report.Drift);
        Assert.Equal(("ruleset base", null, true), (drift.Wanted, drift.Found, drift.IsRepaired));
        Assert.NotNull(control.Plane.Kernel.State.Find(ruleset));
    }

    [Fact]
    public async Task The_kernel_is_asked_what_it_told_of_also_when_an_audit_is_due_as_it_tells_no_more_before()
    {
        // An audit is due in nearly every turn.
        await using var control = new DisposedLater(new TestControlPlane { AuditInterval = TimeSpan.FromMilliseconds(1) });
        await using var agent = await control.Plane.StartAsync();
        await control.Plane.ReportAsync(report => report.AppliedRevision == 10);
        var kernel = control.Plane.Kernel;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var time = 0; time < 20; time++)
        {
            var before = kernel.Questions;
            kernel.Tamper(state => new NodeState(state.Objects.Remove(new ObjectKey(ObjectKind.Ruleset, "base"))));
            while (kernel.Questions == before)
            {
                patience.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task A_lost_kernel_is_opened_again_and_nothing_is_claimed_meanwhile()
    {
        await using var agent = await _control.StartAsync();
        await _control.ReportAsync(report => report.AppliedRevision == 10);
        _control.Kernel.IsLost = true;
        await _control.SendAsync(10, 11, Blue);
        var report = await _control.ReportAsync(report => report.ReceivedRevision == 11);
        Assert.Equal(10, report.AppliedRevision);
        _control.Kernel.IsLost = false;
        await _control.ReportAsync(report => report.AppliedRevision == 11);
    }

    [Fact]
    public async Task Enrolled_as_another_node_the_former_one_is_removed()
    {
        await using (await _control.StartAsync())
        {
            await _control.ReportAsync(report => report.AppliedRevision == 10);
            await _control.SendAsync(10, 11, Blue);
            await _control.ReportAsync(report => report.AppliedRevision == 11);
        }
        _control.Node = Views.NodeId(2);
        _control.Snapshot = new NodeSnapshot(_control.Node, 20, [Views.Node(2)]);

        await using var again = await _control.StartAsync();

        await _control.ReportAsync(report => report.Node == Views.NodeId(2) && report.AppliedRevision == 20);
        Assert.DoesNotContain(_control.Kernel.State.Keys, key => key.Kind == ObjectKind.Bridge);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _control.EndAsync();

    private sealed record DisposedLater(TestControlPlane Plane) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Plane.EndAsync();
    }

    private void AssertHolds(IEnumerable<ViewItem> items) =>
        Assert.Empty(PlanDiff.Diff(NodeCompiler.Compile(Views.Of(_control.Node, items)), _control.Kernel.State).Select(step => step.ToString()));
}
