using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>A fleet that sends its traces to a collector and writes its log as JSON.</summary>
public sealed class TracedStack() : NetaasStack("rabbitmq")
{
    internal TraceCollector Collector { get; } = new();

    internal override IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(base.Environment)
    {
        // Agents are in namespaces of their own, from where this collector is out of reach: the API's spans show what they did.
        ["NETAAS_OTLP"] = Collector.Url,
        ["NETAAS_LOG"] = "json",
    };
}

public sealed class TraceTests(TracedStack stack) : IClassFixture<TracedStack>
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task A_collector_sees_one_write_from_its_request_to_its_nodes_report_and_the_log_names_it()
    {
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "traced", "podCidrs": ["10.61.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        // The first pod of a node in a network also takes a block, which is a write and a way of its own.
        (await stack.Rest.PostAsync("pods?wait=ready", """{"name": "first", "network": "traced", "node": "node-1"}""")).Expect(HttpStatusCode.Created);
        await SendAsync("pods?wait=ready", """{"name": "traced", "network": "traced", "node": "node-1"}""");

        // The request waits for the report, so its own span is the last to end.
        await Patience.UntilAsync(() => Task.FromResult(Find("netaas.report") is not null && Spans().Any(span => span.Parent == "00f067aa0ba902b7")), seconds: 30);
        var request = Assert.Single(Spans(), span => span.Parent == "00f067aa0ba902b7");
        var dispatch = Assert.Single(Spans(), span => span.Name == "netaas.dispatch");
        Assert.Equal(request.Id, dispatch.Parent);
        Assert.Equal("netaas-api", dispatch.Service);
        // The agent's own span stands between them, whether or not it reached the collector.
        Assert.NotEqual(dispatch.Id, Find("netaas.report")?.Parent);

        var named = (await File.ReadAllLinesAsync(Path.Combine(stack.RunFolder, "api.log"))).Where(line => line.StartsWith('{'))
            .Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetRawText().Contains(Trace, StringComparison.Ordinal)).ToList();
        Assert.Contains(named, line => line.GetProperty("Category").GetString() == "Netaas.Requests"
            && line.GetProperty("State").GetProperty("Status").GetInt32() == 201
            && line.GetProperty("State").GetProperty("RequestId").GetString() == $"00-{Trace}-{request.Id}-01");
        (await stack.Rest.DeleteAsync("networks/traced?cascade=true&wait=ready")).Expect(HttpStatusCode.NoContent);
    }

    private IEnumerable<CollectedSpan> Spans() => stack.Collector.Spans.Where(span => span.Trace == Trace);

    private CollectedSpan? Find(string name) => Spans().FirstOrDefault(span => span.Name == name);

    private async Task SendAsync(string path, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{stack.Url}/api/v1/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", stack.Rest.Token);
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }
}
