using System.Net.Sockets;
using System.Text.Json;
using Netaas.Contracts;
using Netaas.Contracts.Local;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>An agent on a kernel of the tests, and a runtime's calls to it.</summary>
public abstract class AttachmentCalls : IAsyncLifetime
{
    private protected string Netns { get; } = Path.GetTempFileName();

    private protected TestControlPlane Control { get; } = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Control.EndAsync();
        File.Delete(Netns);
    }

    private protected async Task<RunningAgent> StartAsync(params ViewItem[] more)
    {
        Control.Snapshot = new NodeSnapshot(Control.Node, 10, [Views.Node(1), .. more.Concat([Views.Network(1, 9), Views.Member(1, 1, revision: 9)]).DistinctBy(item => item.Key)]);
        var agent = await Control.StartAsync();
        await Control.ReportAsync(report => report.AppliedRevision == 10);
        return agent;
    }

    private protected LocalRequest Request(LocalVerb verb, string container) =>
        new(verb, "cni") { Configuration = "pods", ContainerId = container, Interface = "eth0", Netns = Netns, Network = "blue" };

    private protected Task<LocalAnswer> AttachAsync(string container) => CallAsync(Request(LocalVerb.Attach, container));

    /// <summary>Who detaches doesn't wait for the kernel; who attaches next comes after it.</summary>
    private protected async Task OnlyTheNextStandsAsync()
    {
        var next = await AttachAsync("next");
        Assert.Equal(next.Interface?.Addresses, Assert.Single(Attached()).Interface.Addresses.Select(it => it.ToString()));
    }

    private protected List<PodAttachmentObject> Attached() => [.. Control.Kernel.State.Objects.Values.OfType<PodAttachmentObject>()];

    private protected Task<LocalAnswer> CallAsync(LocalRequest request) => AskAsync(JsonSerializer.SerializeToUtf8Bytes(request, LocalJson.Default.LocalRequest));

    private protected async Task<LocalAnswer> AskAsync(byte[] request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        while (true)
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Control.Socket));
                break;
            }
            catch (SocketException)
            {
                // The agent has only begun.
                await Task.Yield();
            }
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync((byte[])[.. request, (byte)'\n']);
        using var reader = new StreamReader(stream);
        return JsonSerializer.Deserialize(await reader.ReadToEndAsync(), LocalJson.Default.LocalAnswer) ?? throw new InvalidOperationException();
    }
}
