using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Netaas.Agent;
using Netaas.Contracts;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Xunit;

namespace Netaas.KernelTests.Agent;

/// <summary>A control plane that gives one view, until it goes away for good; and real agents on a real kernel.</summary>
internal sealed class LonelyControlPlane : HttpMessageHandler, IAsyncDisposable
{
    private readonly Channel<NodeReport> _reports = Channel.CreateUnbounded<NodeReport>();
    private readonly ServiceProvider _services;
    private readonly IBusControl _bus;
    private readonly NodeId _node;
    private readonly ViewItem[] _items;

    public LonelyControlPlane(NodeId node, params ViewItem[] items)
    {
        (_node, _items) = (node, items);
        _services = new ServiceCollection().AddMassTransit(bus => bus.UsingInMemory((context, transport) =>
        {
            transport.ConfigureJsonSerializerOptions(NetaasJson.Configure);
            transport.ReceiveEndpoint("reports", endpoint => endpoint.Handler<NodeReport>(report => _reports.Writer.WriteAsync(report.Message).AsTask()));
        })).BuildServiceProvider();
        _bus = _services.GetRequiredService<IBusControl>();
    }

    /// <summary>Whether nobody answers: no API, and so no database.</summary>
    public bool IsAway { get; set; }

    /// <summary>How long a report is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    public string StateDir { get; } = Directory.CreateTempSubdirectory("netaas-lonely-").FullName;

    public Task StartAsync() => _bus.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>Runs an agent until it is disposed of.</summary>
    public RunningAgent Run(string netns)
    {
        var options = new AgentOptions("node-1", new Uri("http://control-plane"), "join-me-please", StateDir) { HostNetns = netns, AuditInterval = TimeSpan.FromHours(1) };
        return new RunningAgent(new NodeAgent(options, new AgentEdges(new(_bus), new HttpClient(this, disposeHandler: false), TimeProvider.System, NullLoggerFactory.Instance)));
    }

    /// <summary>The first report from now on that is as asked.</summary>
    public async Task<NodeReport> ReportAsync(Func<NodeReport, bool> isAsked)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
            if (await _reports.Reader.ReadAsync(patience.Token) is var report && isAsked(report))
                return report;
    }

    public void ForgetReports()
    {
        while (_reports.Reader.TryRead(out _))
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _bus.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        Directory.Delete(StateDir, recursive: true);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsAway)
            throw new HttpRequestException("nobody is there");
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = request.RequestUri?.AbsolutePath == "/api/v1/enrol"
                ? JsonContent.Create(new EnrolResponse(_node), options: NetaasJson.Options)
                : JsonContent.Create(new NodeSnapshot(_node, 10, [.. _items]), options: NetaasJson.Options),
        });
    }
}

/// <summary>An agent that ends as with SIGTERM when it is disposed of.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RunningAgent(NodeAgent agent) => _running = agent.RunAsync(_stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }
}
