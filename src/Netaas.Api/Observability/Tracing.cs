using System.Diagnostics;
using Netaas.Api.Outbox;
using Netaas.Contracts;

namespace Netaas.Api.Observability;

/// <summary>
/// Follows a write beyond its request. The request's id, which the change log keeps, is its trace context (W3C traceparent): the
/// dispatcher goes on from there, the node's update carries it to the agent, and the report that says it is applied back.
/// </summary>
/// <remarks>Costs nothing where nobody listens, and for requests that nobody samples.</remarks>
public static class Tracing
{
    /// <summary>The source's name, for whoever exports its spans.</summary>
    public const string Source = "Netaas.Api";

    /// <summary>Followed at most of a batch of changes: whoever samples a flood has enough with these.</summary>
    private const int Most = 32;

    private static readonly ActivitySource s_source = new(Source);

    /// <summary>One span for each request among the changes that is followed.</summary>
    internal static DispatchSpans Dispatch(IReadOnlyList<LoggedChange> changes)
    {
        var spans = new DispatchSpans();
        if (!s_source.HasListeners())
            return spans;
        foreach (var request in changes.GroupBy(change => change.RequestId))
            if (spans.Count < Most && Start("netaas.dispatch", request.Key, ActivityKind.Producer) is { } span)
            {
                span.SetTag("netaas.revision", request.Max(change => change.Revision));
                spans.Add(span, request);
            }
        return spans;
    }

    /// <summary>The last of a write's spans: the API has heard that a node holds it.</summary>
    internal static void Reported(NodeReport report)
    {
        foreach (var context in report.Traces)
            if (Start("netaas.report", context, ActivityKind.Consumer) is { } span)
            {
                span.SetTag("netaas.node", report.Node.ToString()).SetTag("netaas.revision", report.AppliedRevision);
                span.Dispose();
            }
    }

    /// <summary>Leaves the present activity as it is: a batch has several spans side by side.</summary>
    /// <returns>Null where the context is none, or is not followed.</returns>
    private static Activity? Start(string name, string context, ActivityKind kind)
    {
        if (!ActivityContext.TryParse(context, null, out var parent) || !parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            return null;
        var present = Activity.Current;
        var span = s_source.StartActivity(name, kind, parent);
        Activity.Current = present;
        return span;
    }
}
