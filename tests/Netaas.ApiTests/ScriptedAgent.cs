using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Threading.Channels;
using MassTransit;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>
/// A node as the control plane sees one: enrols over HTTP, takes its stream off the bus, and reports what the test tells it
/// to: that it has applied all it heard, or that something fails.
/// </summary>
public sealed class ScriptedAgent : IAsyncDisposable
{
    private readonly ApiHost _host;
    private readonly HostReceiveEndpointHandle _endpoint;
    private readonly Channel<NodeUpdate> _updates = Channel.CreateUnbounded<NodeUpdate>();
    private readonly Guid _incarnation = Guid.NewGuid();
    private long _sequence;
    private EquatableList<string> _traces = [];

    private ScriptedAgent(ApiHost host, NodeId id, string name, string credential, NodeFacts facts)
    {
        _host = host;
        Id = id;
        Name = name;
        Credential = credential;
        Facts = facts;
        _endpoint = host.Bus.ConnectReceiveEndpoint(NodeQueue.Name(id), endpoint =>
        {
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.Handler<NodeUpdate>(context => HandleAsync(context.Message));
            endpoint.Handler<NodeStateRequest>(context => State is { } state
                ? host.Bus.Publish(state with { Node = id, Request = context.Message.Request })
                : Task.CompletedTask);
            endpoint.Handler<TrafficRequest>(context => Traffic is { } shares
                ? host.Bus.Publish(new TrafficReply(id, context.Message.Request, shares))
                : Task.CompletedTask);
        });
    }

    public NodeId Id { get; }

    public string Name { get; }

    public string Credential { get; }

    /// <summary>Whether it reports at once that it has applied what it heard.</summary>
    public bool IsObedient { get; set; } = true;

    /// <summary>What it says of itself in each report.</summary>
    public NodeFacts Facts { get; set; }

    /// <summary>What it says that somebody else had changed.</summary>
    public EquatableList<Drift> Drift { get; set; } = [];

    /// <summary>The ports that it says processes have taken.</summary>
    public EquatableList<Listener> Listeners { get; set; } = [];

    /// <summary>What it says it has found of endpoints.</summary>
    public EquatableList<EndpointHealth> Health { get; set; } = [];

    /// <summary>What it says gets in its way.</summary>
    public EquatableList<Obstacle> Obstacles { get; set; } = [];

    /// <summary>How it says that its pods find names.</summary>
    public EquatableList<NamesOffer> Names { get; set; } = [];

    /// <summary>The nodes that it says are dead.</summary>
    public EquatableList<NodeId> DeadPeers { get; set; } = [];

    /// <summary>The load-balancer addresses that it says it answers for; null: those that it is its turn for.</summary>
    public EquatableList<IPAddress>? Answered { get; set; }

    /// <summary>What it answers when asked what its kernel holds; null for nothing.</summary>
    public NodeStateReply? State { get; set; }

    /// <summary>What it says when asked what passes to a service; null: nothing at all.</summary>
    public EquatableList<TrafficShare>? Traffic { get; set; } = [];

    public List<NodeUpdate> Heard { get; } = [];

    public Dictionary<ItemKey, ViewItem> View { get; } = [];

    public long Received { get; private set; }

    public static async Task<ScriptedAgent> JoinAsync(ApiHost host, string name, int number, string? routes = null)
    {
        var credential = $"credential-of-{name}-{Guid.NewGuid():N}";
        var facts = FactsOf(number, routes);
        var response = await EnrolAsync(host, name, credential, facts);
        response.EnsureSuccessStatusCode();
        var enrolled = await response.Content.ReadFromJsonAsync<EnrolResponse>(NetaasJson.Options) ?? throw new InvalidOperationException();
        var agent = new ScriptedAgent(host, enrolled.Node, name, credential, facts);
        await agent._endpoint.Ready;
        await agent.BeginAsync();
        await agent.ReportAsync();
        return agent;
    }

    public static NodeFacts FactsOf(int number, string? routes = null) => new(
        [new InterfaceAddress(IPAddress.Parse($"172.31.0.{10 + number}"), 24)],
        1500,
        (routes ?? "172.31.0.0/24").Split(' ').Select(route => IPNetwork.Parse(route)).ToEquatableList(),
        $"/run/netns/node-{number}", "6.1", "0.1.0", Guid.Empty);

    public static async Task<HttpResponseMessage> EnrolAsync(ApiHost host, string name, string credential, NodeFacts facts, string token = ApiHost.JoinToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "enrol")
        {
            Content = JsonContent.Create(new EnrolRequest(name, null, credential, facts), options: NetaasJson.Options),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await host.Client.SendAsync(request);
    }

    /// <param name="what">Of which stream: all that concerns the node, or "names".</param>
    public async Task<NodeSnapshot> SnapshotAsync(string what = "snapshot")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"nodes/{Id}/{what}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Credential);
        using var response = await _host.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<NodeSnapshot>(NetaasJson.Options) ?? throw new InvalidOperationException();
    }

    /// <summary>Reports that all is applied, what somebody follows among it.</summary>
    public Task ReportAsync(EquatableList<string> traces)
    {
        _traces = traces;
        return ReportAsync();
    }

    public Task ReportAsync(params ItemFailure[] failures)
    {
        var traces = _traces;
        _traces = [];
        var stats = new NodeStats(7, Drift.Count, 1_500);
        var report = new NodeReport(Id, _incarnation, ++_sequence, Received, Received, failures.ToEquatableList(), Facts, stats);
        return _host.Bus.Publish(report with { Drift = Drift, Listeners = Listeners, Obstacles = Obstacles, Health = Health, Names = Names, DeadPeers = DeadPeers, Answered = Answered ?? Elected(), Traces = traces });
    }

    /// <summary>Waits until an update has been heard that satisfies the condition.</summary>
    public async Task<NodeUpdate> HearAsync(Func<NodeUpdate, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var update = await _updates.Reader.ReadAsync(limit.Token);
            if (condition(update))
                return update;
        }
    }

    /// <summary>Waits until what it has heard so far satisfies the condition.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        while (true)
        {
            lock (Heard)
                if (condition())
                    return;
            await HearAsync(_ => true);
        }
    }

    public async ValueTask DisposeAsync() => await _endpoint.StopAsync();

    /// <summary>What was sent before it listened is in the snapshot, as for any agent.</summary>
    private async Task BeginAsync()
    {
        var snapshot = await SnapshotAsync();
        lock (Heard)
            foreach (var item in snapshot.Items)
                View.TryAdd(item.Key, item);
    }

    /// <summary>By the election of the agents themselves, over what it has heard.</summary>
    private EquatableList<IPAddress> Elected()
    {
        lock (Heard)
        {
            var nodes = View.Values.OfType<NodeItem>().ToList();
            return [.. View.Values.OfType<ServiceItem>().SelectMany(service => service.LoadBalancerIps.Items
                .Where(address => Election.Elect(service, address, nodes.Where(node => View.ContainsKey(ItemKey.Of(service.Network, node.Id))), DeadPeers.ToHashSet()) == Id))];
        }
    }

    private async Task HandleAsync(NodeUpdate update)
    {
        lock (Heard)
        {
            Heard.Add(update);
            foreach (var item in update.Items)
                View[item.Key] = item;
            foreach (var removal in update.Removals)
                if (View.TryGetValue(removal.Key, out var held) && held.Revision <= removal.Revision)
                    View.Remove(removal.Key);
        }
        Received = Math.Max(Received, update.Revision);
        await _updates.Writer.WriteAsync(update);
        if (IsObedient)
            await ReportAsync();
    }
}
