using System.Collections.Concurrent;
using System.Diagnostics;

namespace Netaas.ApiTests;

public sealed class TraceTests : IAsyncLifetime
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;
    private ApiHost _api = null!;
    private ScriptedAgent _node = null!;

    public TraceTests() => _listener = new ActivityListener
    {
        ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "Netaas.Api",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        ActivityStopped = _ended.Enqueue,
    };

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_write_is_followed_from_its_request_through_the_change_log_and_the_bus_to_the_report()
    {
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue"}""")).Must(201);
        // The first pod gives the node its block: a commit of its own with the same request, which may go out by itself.
        (await _api.PostAsync("pods?wait=ready", """{"name":"first","network":"blue","node":"node-1"}""")).Must(201);
        ActivitySource.AddActivityListener(_listener);

        (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""", ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"))).Must(201);
        var update = await _node.HearAsync(update => update.Traces.Count > 0);
        await _node.ReportAsync(update.Traces);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Spans().Count(span => span.OperationName is "netaas.dispatch" or "netaas.report") < 2)
            limit.Token.ThrowIfCancellationRequested();
        var dispatch = Assert.Single(Spans(), span => span.OperationName == "netaas.dispatch");
        var report = Assert.Single(Spans(), span => span.OperationName == "netaas.report");
        Assert.Equal(dispatch.Id, Assert.Single(update.Traces));
        Assert.Equal(dispatch.SpanId, report.ParentSpanId);
        var change = (await _api.GetAsync("changes?resource=web")).Must(200)["items.0.requestId"];
        Assert.StartsWith($"00-{Trace}-{dispatch.ParentSpanId}-", change, StringComparison.Ordinal);
        Assert.Contains(Spans(), span => span.SpanId == dispatch.ParentSpanId && span.Kind == ActivityKind.Server);
    }

    [Fact]
    public async Task What_nobody_follows_costs_no_span_and_still_has_a_name()
    {
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue"}""")).Must(201);
        using var answer = await _api.Client.PostAsync("pods", new StringContent("""{"name":"web","network":"blue","node":"node-1"}""", System.Text.Encoding.UTF8, "application/json"));

        var update = await _node.HearAsync(update => update.Items.Any(item => item is Core.View.PodItem));

        Assert.Empty(update.Traces);
        Assert.Empty(_ended);
        var change = (await _api.GetAsync("changes?resource=web")).Must(200)["items.0.requestId"];
        Assert.Equal(Assert.Single(answer.Headers.GetValues("X-Request-Id")), change);
    }

    private IEnumerable<Activity> Spans() => _ended.Where(span => span.TraceId.ToString() == Trace);
}
