using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;
using Netaas.Contracts.Attachments;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Json;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>The record's side of attachments: leases addresses of one block in turn, and writes down what it is told.</summary>
internal sealed class LeaseRecord
{
    private readonly Channel<AttachmentSync> _told = Channel.CreateUnbounded<AttachmentSync>();
    private readonly List<IPAddress> _leased = [];
    private int _next = 2;

    public int Size { get; set; } = 4;

    public IPNetwork Block { get; set; } = IPNetwork.Parse("10.1.1.0/24");

    /// <summary>The revision at which everything is recorded.</summary>
    public long Revision { get; set; } = 1_000;

    public Func<AttachedPod, string?> Refuse { get; set; } = static _ => null;

    /// <summary>Whether the network that it leases addresses of is deleted.</summary>
    public bool IsNetworkGone { get; set; }

    /// <summary>What it waits for before it answers.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    public List<AttachedPod> Pods { get; } = [];

    /// <summary>The first request from now on that is as asked.</summary>
    public async Task<AttachmentSync> HearAsync(Func<AttachmentSync, bool> isAsked)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
            if (await _told.Reader.ReadAsync(patience.Token) is var sync && isAsked(sync))
                return sync;
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpContent content, CancellationToken ct)
    {
        var sync = await content.ReadFromJsonAsync<AttachmentSync>(NetaasJson.Options, ct) ?? throw new InvalidOperationException();
        await Held.WaitAsync(ct);
        AttachmentSyncAnswer answer;
        lock (_leased)
            answer = new AttachmentSyncAnswer(
                [.. sync.Detached.Select(Remove), .. sync.Attached.Select(Add)],
                sync.Leases.Select(wish => Fill(wish, sync)).ToEquatableList());
        await _told.Writer.WriteAsync(sync, ct);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(answer, options: NetaasJson.Options) };
    }

    private RecordedPod Remove(DetachedPod pod) => new(pod.Pod, Pods.RemoveAll(it => it.Pod == pod.Pod) > 0 ? Revision : 0, null, []);

    private RecordedPod Add(AttachedPod pod)
    {
        var refusal = Refuse(pod);
        if (refusal is null && Pods.All(it => it.Pod != pod.Pod))
        {
            Assert.All(pod.Addresses, address => Assert.True(_leased.Remove(address), $"{address} is no lease"));
            Pods.Add(pod);
        }
        return new RecordedPod(pod.Pod, Revision, refusal, []);
    }

    private LeaseSet Fill(LeaseWish wish, AttachmentSync sync)
    {
        if (IsNetworkGone || wish.Network != "blue")
            return new LeaseSet(wish.Project, wish.Network, null, [], $"There is no network '{wish.Network}'.");
        _leased.RemoveAll(address => sync.Returned.Any(it => it.Address.Equals(address)));
        while (_leased.Count < wish.Count)
            _leased.Add(Block.AddressAt((UInt128)_next++));
        return new LeaseSet(wish.Project, wish.Network, Views.NetworkId(1), _leased.ToEquatableList(), null);
    }
}
