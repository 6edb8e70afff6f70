using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Netaas.Agent.Docker;
using Netaas.Contracts;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>The agent as Docker's engine meets it, over its plugin socket.</summary>
public sealed class DockerPluginTests : IAsyncLifetime
{
    private readonly TestControlPlane _control = new();
    private readonly HttpClient _http;

    public DockerPluginTests()
    {
        var folder = Path.GetDirectoryName(_control.Socket) ?? "";
        _control.Docker = new DockerOptions(Path.Combine(folder, "plugin.sock"), Path.Combine(folder, "no-engine.sock"), null);
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://plugin/") };
    }

    [Fact]
    public async Task A_container_gets_a_leased_address_and_an_interface_to_take_and_is_recorded()
    {
        await using var agent = await StartAsync();
        Assert.Equal(["NetworkDriver", "IpamDriver"], (await CallAsync("Plugin.Activate", "")).Body["Implements"]?.AsArray().Select(it => (string?)it));
        var joined = await JoinAsync("e1");
        var made = Assert.Single(Handed());
        Assert.Equal((made.FarEnd.Value, "eth"), ((string?)joined["InterfaceName"]?["SrcName"], (string?)joined["InterfaceName"]?["DstPrefix"]));
        Assert.Equal(("10.1.1.1", "10.1.0.0/16"), ((string?)joined["Gateway"], (string?)joined["StaticRoutes"]?[0]?["Destination"]));
        var told = await _control.Record.HearAsync(sync => sync.Attached.Count == 1);
        Assert.Equal(("docker", true, "/run/docker/netns/e1"), (told.Attached[0].Source.Runtime, told.Attached[0].IsHanded, told.Attached[0].NetnsPath));
        Assert.Equal(made.Mac, told.Attached[0].Mac);

        await MustAsync("NetworkDriver.Leave", """{"NetworkID": "n1", "EndpointID": "e1"}""");
        await MustAsync("NetworkDriver.DeleteEndpoint", """{"NetworkID": "n1", "EndpointID": "e1"}""");
        await _control.Record.HearAsync(sync => sync.Detached.Count == 1);
        // Who leaves doesn't wait for the kernel; who joins next comes after it.
        await JoinAsync("e2");
        Assert.NotEqual(made.FarEnd, Assert.Single(Handed()).FarEnd);
    }

    [Fact]
    public async Task A_container_in_a_later_block_of_the_node_goes_by_that_blocks_gateway()
    {
        _control.Record.Block = IPNetwork.Parse("10.1.7.0/24");
        await using var agent = await StartAsync(Views.Member(1, 1, revision: 9) with { Blocks = [IPNetwork.Parse("10.1.1.0/24"), _control.Record.Block] });
        var joined = await JoinAsync("e1");
        Assert.Equal(("10.1.7.1", "10.1.7.1"), ((string?)joined["Gateway"], (string?)joined["StaticRoutes"]?[0]?["NextHop"]));
    }

    [Fact]
    public async Task Ports_are_published_and_withdrawn_and_one_that_is_taken_is_refused_with_its_holder()
    {
        await using var agent = await StartAsync();
        await JoinAsync("e1");
        await MustAsync("NetworkDriver.ProgramExternalConnectivity", Ports("e1", """{"Proto": 6, "Port": 80, "HostPort": 8080, "HostPortEnd": 8080}"""));
        Assert.Single(Published());
        await JoinAsync("e2");
        var refused = await CallAsync("NetworkDriver.ProgramExternalConnectivity", Ports("e2", """{"Proto": 6, "Port": 80, "HostPort": 8080, "HostPortEnd": 8080}"""));
        Assert.Contains("8080", (string?)refused.Body["Err"], StringComparison.Ordinal);
        await MustAsync("NetworkDriver.ProgramExternalConnectivity", Ports("e2", """{"Proto": 6, "Port": 80, "HostPort": 8080, "HostPortEnd": 8085}"""));
        await MustAsync("NetworkDriver.ProgramExternalConnectivity", Ports("e1", """{"Proto": 6, "Port": 80, "HostPort": 0, "HostPortEnd": 0}"""));
        Assert.Equal(2, Published().Count);
        Assert.DoesNotContain(Published(), element => element.Text.Contains("8080", StringComparison.Ordinal));
        var loopback = await CallAsync("NetworkDriver.ProgramExternalConnectivity", Ports("e1", """{"Proto": 6, "Port": 80, "HostIP": "127.0.0.1", "HostPort": 8090, "HostPortEnd": 8090}"""));
        Assert.Contains("not its loopback's", (string?)loopback.Body["Err"], StringComparison.Ordinal);
        await MustAsync("NetworkDriver.RevokeExternalConnectivity", """{"NetworkID": "n1", "EndpointID": "e2"}""");
        Assert.Single(Published());
    }

    [Fact]
    public async Task With_the_control_plane_away_and_the_agent_started_anew_docker_finds_its_networks_and_containers_join()
    {
        await using (await StartAsync())
            await JoinAsync("e1");
        _control.IsAway = true;
        await using var again = await _control.StartAsync();
        var pool = await MustAsync("IpamDriver.RequestPool", """{"Pool": "10.1.0.0/16", "Options": {}, "V6": false}""");
        Assert.Equal("default/blue/10.1.0.0/16", (string?)pool["PoolId"]);
        var gateway = await MustAsync("IpamDriver.RequestAddress", """{"PoolID": "default/blue/10.1.0.0/16", "Address": "10.1.1.1", "Options": {"RequestAddressType": "com.docker.network.gateway"}}""");
        Assert.Equal("10.1.1.1/24", (string?)gateway["Address"]);
        Assert.Equal("10.1.1.3/24", await AddressAsync());
        Assert.Equal("10.1.1.4/24", await AddressAsync());
        await MustAsync("IpamDriver.ReleaseAddress", """{"PoolID": "default/blue/10.1.0.0/16", "Address": "10.1.1.3"}""");
        Assert.Equal("10.1.1.3/24", await AddressAsync());
        Assert.Single(Handed());
    }

    [Theory]
    [InlineData("IpamDriver.RequestPool", """{"Pool": "", "Options": {"network": "blue"}}""", "--subnet 10.1.0.0/16")]
    [InlineData("IpamDriver.RequestPool", """{"Pool": "10.9.0.0/16", "Options": {"network": "blue"}}""", "10.1.0.0/16")]
    [InlineData("IpamDriver.RequestPool", """{"Pool": "10.9.0.0/16"}""", "10.9.0.0/16")]
    [InlineData("IpamDriver.RequestPool", """{"Pool": "10.1.0.0/16", "SubPool": "10.1.1.0/28"}""", "--ip-range")]
    [InlineData("NetworkDriver.CreateNetwork", """{"NetworkID": "n9", "IPv4Data": [{"Pool": "172.17.0.0/16"}]}""", "--ipam-driver netaas")]
    [InlineData("NetworkDriver.Join", """{"NetworkID": "nobody", "EndpointID": "e9"}""", "doesn't know")]
    [InlineData("IpamDriver.RequestPool", "{", "JSON")]
    public async Task What_makes_no_sense_is_refused_with_what_to_do(string method, string body, string words)
    {
        await using var agent = await StartAsync();
        var (status, answer) = await CallAsync(method, body);
        Assert.Equal(500, status);
        Assert.Contains(words, (string?)answer["Err"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_not_found()
    {
        await using var agent = await StartAsync();
        Assert.Equal(404, (await CallAsync("NetworkDriver.Nonsense", "{}")).Status);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _control.EndAsync();
    }

    private Task<RunningAgent> StartAsync() => StartAsync(Views.Member(1, 1, revision: 9));

    private async Task<RunningAgent> StartAsync(MemberItem member)
    {
        _control.Snapshot = new NodeSnapshot(_control.Node, 10, [Views.Node(1), Views.Network(1, 9), member]);
        var agent = await _control.StartAsync();
        await _control.ReportAsync(report => report.AppliedRevision == 10);
        return agent;
    }

    /// <summary>All that the engine asks from a network to a started container.</summary>
    private async Task<JsonNode> JoinAsync(string endpoint)
    {
        await MustAsync("IpamDriver.RequestPool", """{"Pool": "10.1.0.0/16", "Options": {"network": "blue"}, "V6": false}""");
        await MustAsync("NetworkDriver.CreateNetwork", """{"NetworkID": "n1", "Options": {"com.docker.network.generic": {"network": "blue"}}, "IPv4Data": [{"Pool": "10.1.0.0/16"}]}""");
        var place = $$$"""{"NetworkID": "n1", "EndpointID": "{{{endpoint}}}", "Interface": {"Address": "{{{await AddressAsync()}}}"}}""";
        Assert.NotNull((await MustAsync("NetworkDriver.CreateEndpoint", place))["Interface"]?["MacAddress"]);
        return await MustAsync("NetworkDriver.Join", $$$"""{"NetworkID": "n1", "EndpointID": "{{{endpoint}}}", "SandboxKey": "/run/docker/netns/{{{endpoint}}}", "Options": {}}""");
    }

    private async Task<string?> AddressAsync() => (string?)(await MustAsync("IpamDriver.RequestAddress", """{"PoolID": "default/blue/10.1.0.0/16", "Address": "", "Options": {}}"""))["Address"];

    private static string Ports(string endpoint, string binding) =>
        $$$"""{"NetworkID": "n1", "EndpointID": "{{{endpoint}}}", "Options": {"com.docker.network.portmap": [{{{binding}}}]}}""";

    private List<HandedPodObject> Handed() => [.. _control.Kernel.State.Objects.Values.OfType<HandedPodObject>()];

    private List<SetElementObject> Published() =>
        [.. _control.Kernel.State.Objects.Values.OfType<SetElementObject>().Where(element => element.Text.Contains("any-ports-4", StringComparison.Ordinal))];

    private async Task<JsonNode> MustAsync(string method, string body)
    {
        var (status, answer) = await CallAsync(method, body);
        Assert.True(status == 200, $"{method} answered {status}: {answer}");
        return answer;
    }

    private async Task<(int Status, JsonNode Body)> CallAsync(string method, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8);
        using var answer = await _http.PostAsync(new Uri(method, UriKind.Relative), content, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, JsonNode.Parse(text.Length == 0 ? "{}" : text) ?? throw new InvalidOperationException("null"));
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        while (true)
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_control.Docker?.PluginSocket ?? ""), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException)
            {
                // The agent has only begun.
                await Task.Yield();
            }
    }
}
