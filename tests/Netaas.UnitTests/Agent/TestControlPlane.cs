using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Netaas.Agent;
using Netaas.Agent.Docker;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Kernel;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>The control plane as an agent sees it: two HTTP answers and a bus in memory. Keeps the reports that come.</summary>
internal sealed class TestControlPlane : HttpMessageHandler, INodeFacts
{
    public const string JoinToken = "join-me-please";

    private readonly Channel<NodeReport> _reports = Channel.CreateUnbounded<NodeReport>();
    private readonly string _folder = Directory.CreateTempSubdirectory("netaas-agent-").FullName;
    private readonly ServiceProvider _services;
    private bool _isBusStarted;

    public TestControlPlane()
    {
        Snapshot = new NodeSnapshot(Node, 10, [Views.Node(1)]);
        _services = new ServiceCollection().AddMassTransit(bus => bus.UsingInMemory((context, transport) =>
        {
            transport.ConfigureJsonSerializerOptions(NetaasJson.Configure);
            transport.ReceiveEndpoint("reports", endpoint => endpoint.Handler<NodeReport>(report => _reports.Writer.WriteAsync(report.Message).AsTask()));
        })).BuildServiceProvider();
        Bus = _services.GetRequiredService<IBusControl>();
    }

    public IBusControl Bus { get; }

    public FakeNodeKernel Kernel { get; } = new();

    public NodeId Node { get; set; } = Views.NodeId(1);

    public NodeSnapshot Snapshot { get; set; }

    public bool IsAway { get; set; }

    public List<string> Requests { get; } = [];

    public LeaseRecord Record { get; } = new();

    public string Socket => Path.Combine(_folder, "agent.sock");

    public DockerOptions? Docker { get; set; }

    public TimeSpan AuditInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The ports that processes of the node have.</summary>
    public EquatableList<Listener> Listening { get; set; } = [];

    public EquatableList<Listener> Listeners() => Listening;

    public async Task<RunningAgent> StartAsync()
    {
        if (!_isBusStarted)
            await Bus.StartAsync(TestContext.Current.CancellationToken);
        _isBusStarted = true;
        var options = new AgentOptions("node-1", new Uri("http://control-plane"), JoinToken, _folder) { AuditInterval = AuditInterval, Socket = Socket, WarmAddresses = Record.Size, Docker = Docker };
        var edges = new AgentEdges(new(Bus), new HttpClient(this, disposeHandler: false), TimeProvider.System, NullLoggerFactory.Instance)
        {
            OpenKernel = (_, _) => Kernel,
            OpenFacts = _ => this,
            OpenEchoes = _ => new Nobody(),
            OpenVoice = _ => new Nobody(),
        };
        return new RunningAgent(new NodeAgent(options, edges)).Run();
    }

    public async Task SendAsync(NodeUpdate update)
    {
        var endpoint = await Bus.GetSendEndpoint(new Uri($"exchange:{NodeQueue.Name(update.Node)}"));
        await endpoint.Send(update);
    }

    public Task SendAsync(long previous, long revision, params ViewItem[] items) => SendAsync(new NodeUpdate(Node, previous, revision, [.. items], []));

    /// <summary>The first report from now on that is as asked.</summary>
    public async Task<NodeReport> ReportAsync(Func<NodeReport, bool> isAsked)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
            if (await _reports.Reader.ReadAsync(patience.Token) is var report && isAsked(report))
                return report;
    }

    /// <summary>What a former life of the agent said tells nothing of the next.</summary>
    public void ForgetReports()
    {
        while (_reports.Reader.TryRead(out _))
        {
            // Each is forgotten.
        }
    }

    public NodeFacts Read() => new(
        [new InterfaceAddress(IPAddress.Parse("172.31.0.11"), 24)], 1500, [IPNetwork.Parse("172.31.0.0/24")], "/run/netns/x", "6.18", "0.1", Guid.Empty);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (Requests)
            Requests.Add($"{request.Method} {request.RequestUri?.AbsolutePath}");
        if (IsAway)
            throw new HttpRequestException("away");
        var isEnrolment = request.RequestUri?.AbsolutePath == "/api/v1/enrol";
        if (isEnrolment && request.Headers.Authorization?.Parameter != JoinToken)
            return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        if (request.RequestUri?.AbsolutePath.EndsWith("/attachments", StringComparison.Ordinal) == true && request.Content is { } content)
            return await Record.AnswerAsync(content, cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = isEnrolment
                ? JsonContent.Create(new EnrolResponse(Node), options: NetaasJson.Options)
                : JsonContent.Create(Snapshot, options: NetaasJson.Options),
        };
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    void IDisposable.Dispose()
    {
        // As facts, it is disposed of by the agent each time it stops; as a control plane it lives on.
    }

    public async Task EndAsync()
    {
        await Bus.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        Dispose(disposing: true);
    }
}

/// <summary>An agent that is stopped with the test.</summary>
internal sealed class RunningAgent(NodeAgent agent) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task? _running;

    public RunningAgent Run()
    {
        _running = agent.RunAsync(_stop.Token);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }
}
