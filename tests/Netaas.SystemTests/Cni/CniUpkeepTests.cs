using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>What the CNI specification 1.1 asks of GC, STATUS and VERSION.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniUpkeepTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    [Fact]
    public async Task Gc_ends_what_its_runtime_does_not_know_any_more_and_nothing_of_other_configurations()
    {
        await using var known = await Container.CreateAsync();
        await using var forgotten = await Container.CreateAsync();
        await using var other = await Container.CreateAsync();
        var configuration = Named("gc");
        (await network.Near.AddAsync(known, configuration)).Expect();
        (await network.Near.AddAsync(known with { Interface = "net1" }, configuration)).Expect();
        (await network.Near.AddAsync(forgotten, configuration)).Expect();
        (await network.Near.AddAsync(other)).Expect();
        configuration["cni.dev/valid-attachments"] = new JsonArray(new JsonObject { ["containerID"] = known.Id, ["ifname"] = "eth0" });
        (await network.Near.CallAsync("GC", null, configuration)).ExpectNothing();
        await network.GoneAsync(forgotten);
        await network.EmptyAsync(forgotten);
        Assert.Contains("eth0", (await other.RunAsync("ip", "-o", "link")).Expect(), StringComparison.Ordinal);
        var links = (await known.RunAsync("ip", "-o", "link")).Expect();
        Assert.Contains("eth0", links, StringComparison.Ordinal);
        Assert.DoesNotContain("net1", links, StringComparison.Ordinal);
        (await network.Near.DeleteAsync(known)).ExpectNothing();
        (await network.Near.DeleteAsync(other)).ExpectNothing();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Gc_of_an_empty_list_ends_everything_also_what_has_no_namespace_any_more(string empty)
    {
        await using var container = await Container.CreateAsync();
        await using var vanished = await Container.CreateAsync();
        var configuration = Named("gc-all");
        (await network.Near.AddAsync(container, configuration)).Expect();
        (await network.Near.AddAsync(vanished, configuration)).Expect();
        await vanished.DisposeAsync();
        configuration["cni.dev/valid-attachments"] = JsonNode.Parse(empty);
        (await network.Near.CallAsync("GC", null, configuration)).ExpectNothing();
        await network.GoneAsync(container);
        await network.GoneAsync(vanished);
        await network.EmptyAsync(container);
        (await network.Near.CallAsync("GC", null, configuration)).ExpectNothing();
    }

    [Theory]
    [InlineData(null, 7)]
    [InlineData("""[{"ifname": "eth0"}]""", 7)]
    [InlineData("""[{"containerID": "c1"}]""", 7)]
    [InlineData("""[null]""", 7)]
    [InlineData(""" "c1" """, 6)]
    public async Task Gc_of_a_list_that_makes_no_sense_ends_nothing(string? list, int code)
    {
        await using var container = await Container.CreateAsync();
        var configuration = Named("gc-none");
        (await network.Near.AddAsync(container, configuration)).Expect();
        if (list is not null)
            configuration["cni.dev/valid-attachments"] = JsonNode.Parse(list);
        (await network.Near.CallAsync("GC", null, configuration)).ExpectError(code);
        Assert.Contains("eth0", (await container.RunAsync("ip", "-o", "link")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container, configuration)).ExpectNothing();
    }

    [Fact]
    public async Task Status_says_whether_an_add_could_be_done_and_stands_in_nobodys_way()
    {
        (await network.Near.CallAsync("STATUS", null)).ExpectNothing();
        await using var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        var nowhere = network.Near.Configuration();
        nowhere["socket"] = "/nowhere/agent.sock";
        (await network.Near.CallAsync("STATUS", null, nowhere)).ExpectError(50);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
    }

    [Theory]
    [InlineData("0.4.0", "GC")]
    [InlineData("1.0.0", "GC")]
    [InlineData("1.0.0", "STATUS")]
    public async Task Commands_of_a_later_version_are_not_there_in_an_earlier_one(string version, string command)
    {
        var refused = await network.Near.CallAsync(command, null, network.Near.Configuration(version));
        refused.ExpectError(4);
        Assert.Equal(version, (string?)refused.Body?["cniVersion"]);
        Assert.Contains("CNI_COMMAND", (string?)refused.Body?["msg"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"cniVersion": "1.1.0"}""", "1.1.0")]
    [InlineData("""{"cniVersion": "0.3.1"}""", "0.3.1")]
    [InlineData("""{"cniVersion": "7.0.0"}""", "7.0.0")]
    [InlineData("{}", "1.1.0")]
    public async Task Version_names_all_that_it_speaks_whatever_is_spoken_to_it(string input, string version)
    {
        using var process = network.Near.Start(new Dictionary<string, string> { ["CNI_COMMAND"] = "VERSION" });
        var result = (await CniPlugin.TellAsync(process, input)).Expect();
        Assert.Equal((version, ""), ((string?)result.Body?["cniVersion"], result.Errors));
        Assert.Equal(["0.4.0", "1.0.0", "1.1.0"], result.Body?["supportedVersions"]?.AsArray().Select(it => (string?)it));
    }

    private JsonObject Named(string name)
    {
        var configuration = network.Near.Configuration();
        configuration["name"] = name;
        return configuration;
    }
}
