using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Netaas.Agent;
using Netaas.Bench.Report;
using Netaas.Contracts;
using Netaas.Core.Json;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Netlink;

namespace Netaas.Bench.Scale;

/// <summary>
/// A real agent on a node with 1,000 pods and 10,000 mappings. Two processes: one makes them, the next one is the agent that
/// starts again, with the control plane away, and is looked at.
/// </summary>
internal sealed class ScaleAgent(string folder, bool isAlone) : HttpMessageHandler
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    // What runs at each beat is compiled at its best after thirty of them: until then the compiler is most of an idle agent.
    private static readonly TimeSpan s_untilIdle = TimeSpan.FromMinutes(15);

    private const long Revision = 10;

    private readonly Channel<NodeReport> _reports = Channel.CreateUnbounded<NodeReport>();
    private readonly string _netns = $"{NetworkNamespace.Folder}/bench-scale-{System.IO.Path.GetFileName(folder)}";

    public async Task FillAsync()
    {
        NetworkNamespace.OpenOrCreate(_netns).Dispose();
        await RunAsync(static () => { }, static () => Task.CompletedTask);
    }

    /// <param name="tell">Told of each figure as it comes, over a quarter of an hour.</param>
    public async Task StartAgainAsync(Action<Figure> tell)
    {
        var started = Stopwatch.GetTimestamp();
        void TellTime(string what, string aim) => tell(new Figure(what, Figure.Micro(Stopwatch.GetElapsedTime(started).TotalMicroseconds), "", null, aim));
        await RunAsync(() => TellTime("restart, 1,000 pods and 10,000 mappings, to nothing to do", "under 1 s"), async () =>
        {
            TellTime("until its report of that has come", "");
            await Task.Delay(s_minute);
            tell(Memory("resident memory a minute later"));
            await Task.Delay(s_untilIdle);
            var began = Process.GetCurrentProcess().TotalProcessorTime;
            await Task.Delay(s_minute);
            var used = (Process.GetCurrentProcess().TotalProcessorTime - began) / s_minute;
            tell(Memory("a quarter of an hour later"));
            tell(new Figure("CPU over an idle minute then", string.Create(CultureInfo.InvariantCulture, $"{100 * used:0.00} %"), "", null, "under 0.5 %"));
        });
    }

    private static Figure Memory(string when) =>
        new(when, string.Create(CultureInfo.InvariantCulture, $"{Environment.WorkingSet / 1048576.0:0} MB"), "", null, "under 150 MB");

    public void Clear()
    {
        using (var kernel = NodeKernel.Open(ScaleNode.Self, _netns))
        {
            var empty = NodePlan.Empty(ScaleNode.Self);
            kernel.Apply(PlanDiff.Diff(empty, kernel.Read(empty)));
        }
        NetworkNamespace.Delete(_netns);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => isAlone
        ? throw new HttpRequestException("nobody is there")
        : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = request.RequestUri?.AbsolutePath == "/api/v1/enrol"
                ? JsonContent.Create(new EnrolResponse(ScaleNode.Self), options: NetaasJson.Options)
                : JsonContent.Create(new NodeSnapshot(ScaleNode.Self, Revision, [.. ScaleNode.Full()]), options: NetaasJson.Options),
        });

    /// <summary>Runs an agent.</summary>
    /// <param name="whenBegun">Called when the node is as the saved replica wants it.</param>
    /// <param name="whenReady">Called when a report has said that everything is there.</param>
    private async Task RunAsync(Action whenBegun, Func<Task> whenReady)
    {
        using var held = HeldCollections.Begin();
        await using var services = new ServiceCollection().AddMassTransit(bus => bus.UsingInMemory((context, transport) =>
        {
            transport.ConfigureJsonSerializerOptions(NetaasJson.Configure);
            transport.ReceiveEndpoint("reports", endpoint => endpoint.Handler<NodeReport>(report => _reports.Writer.WriteAsync(report.Message).AsTask()));
        })).BuildServiceProvider();
        using var stop = new CancellationTokenSource();
        var options = new AgentOptions("scale", new Uri("http://control-plane"), "join", System.IO.Path.Combine(folder, "state")) { HostNetns = _netns };
        var bus = new Lazy<IBus>(services.GetRequiredService<IBusControl>);
        var agent = new NodeAgent(options, new AgentEdges(bus, new HttpClient(this), TimeProvider.System, NullLoggerFactory.Instance));
        var running = agent.RunAsync(stop.Token);
        // As in an agent's process: when it has begun.
        await agent.Begun;
        whenBegun();
        held.Dispose();
        await services.GetRequiredService<IBusControl>().StartAsync();
        NodeReport report;
        do
            report = await _reports.Reader.ReadAsync();
        while (report.AppliedRevision < Revision);
        if (report.Failures.Count > 0)
            throw new InvalidOperationException(report.Failures.Items[0].Message);
        await whenReady();
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await services.GetRequiredService<IBusControl>().StopAsync();
    }
}
