using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>What subscribers hear of resources that were ready, and that nobody changes.</summary>
public sealed class RelapseTests : TwoNodes
{
    private readonly Clock _clock = new();
    private readonly Clock _later = new();

    protected override TimeProvider? Time => _clock;

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        (await Api.PostAsync("networks?wait=ready", """{"name":"blue","servicePrefixLengths":[24]}""")).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"here","network":"blue","node":"node-1"}""")).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"there","network":"blue","node":"node-2"}""")).Must(201);
        (await Api.PostAsync("port-mappings?wait=ready", """{"name":"door","nodes":["node-2"],"hostPort":8080,"pod":"here","targetPort":80}""")).Must(201);
        foreach (var name in (string[])["blue", "here", "there", "door"])
            await ToldAsync(Api, name, "Ready");
    }

    [Fact]
    public async Task Of_a_silent_node_all_that_it_holds_is_degraded_until_it_speaks_again()
    {
        await SilenceAsync();
        foreach (var name in (string[])["blue", "there", "door"])
            await ToldAsync(Api, name, "Ready", "Degraded");
        await Other.ReportAsync();
        foreach (var name in (string[])["blue", "there", "door"])
            await ToldAsync(Api, name, "Ready", "Degraded", "Ready");
        Assert.Equal(["Ready"], await PhasesAsync(Api, "here"));
        Assert.Equal(4, (await Api.GetAsync("progress")).Must(200).Find("lastHour.count")!.GetValue<int>());
    }

    [Fact]
    public async Task What_a_node_begins_to_fail_on_is_told_of_and_when_it_no_longer_does()
    {
        Other.IsObedient = false;
        var pod = (await Api.GetAsync("pods/there")).Must(200);
        var id = Guid.Parse(pod["id"]!);
        await Other.ReportAsync(new ItemFailure(ItemKey.Of(new PodId(id)), 1, FailureReason.NamespaceGone, "gone"));
        await ToldAsync(Api, "there", "Ready", "Failed");
        await Other.ReportAsync();
        await ToldAsync(Api, "there", "Ready", "Failed", "Ready");
        Assert.Equal(["Ready"], await PhasesAsync(Api, "door"));
    }

    [Fact]
    public async Task A_pod_to_which_another_node_loses_the_way_is_degraded()
    {
        Node.IsObedient = false;
        var network = Guid.Parse((await Api.GetAsync("networks/blue")).Must(200)["id"]!);
        await Node.ReportAsync(new ItemFailure(ItemKey.Of(new NetworkId(network), Other.Id), 1, FailureReason.KernelRefused, "no"));
        await ToldAsync(Api, "there", "Ready", "Degraded");
        await Node.ReportAsync();
        await ToldAsync(Api, "there", "Ready", "Degraded", "Ready");
        Assert.Equal(["Ready"], await PhasesAsync(Api, "here"));
    }

    [Fact]
    public async Task A_load_balancer_whose_address_nobody_answers_for_any_more_is_degraded()
    {
        (await Api.PostAsync("pools", """{"name":"lab","purpose":"external","cidr":"172.31.0.128/29"}""")).Must(201);
        (await Api.PostAsync("services?wait=ready", """{"name":"shop","network":"blue","type":"loadBalancer","selector":{"app":"shop"},"ports":[{"port":80,"targetPort":80}]}""")).Must(201);
        await ToldAsync(Api, "shop", "Ready");
        (Node.IsObedient, Other.IsObedient) = (false, false);
        (Node.Answered, Other.Answered) = ([], []);
        await Task.WhenAll(Node.ReportAsync(), Other.ReportAsync());
        await ToldAsync(Api, "shop", "Ready", "Degraded");
        (Node.Answered, Other.Answered) = (null, null);
        await Task.WhenAll(Node.ReportAsync(), Other.ReportAsync());
        await ToldAsync(Api, "shop", "Ready", "Degraded", "Ready");
    }

    [Fact]
    public async Task The_next_leader_goes_on_where_the_former_ended()
    {
        await SilenceAsync();
        await ToldAsync(Api, "there", "Ready", "Degraded");
        await ToldAsync(Api, "node-2", "Ready", "Degraded");
        await Patience.UntilAsync(async () => await CountAsync(
            Api,
            "SELECT count(*) FROM node_reports r JOIN nodes n ON n.id = r.node_id WHERE r.is_up = (n.name = 'node-1')") == 2);
        await Api.App.StopAsync(TestContext.Current.CancellationToken);

        _later.Advance(TimeSpan.FromMinutes(1));
        await using var next = await ApiHost.StartAsync(Api.Database, time: _later);
        await Patience.UntilAsync(async () => (await next.GetAsync("pods/there"))["status.phase"] == "Degraded");
        var revision = (await next.GetAsync("pods/there")).Find("revision")!.GetValue<long>() + 100;
        await Patience.UntilAsync(async () =>
        {
            await next.Bus.Publish(new NodeReport(Other.Id, Guid.NewGuid(), 1, revision, revision, [], Other.Facts, null));
            return (await PhasesAsync(next, "there")).Count == 3;
        });
        await ToldAsync(next, "there", "Ready", "Degraded", "Ready");
        await ToldAsync(next, "node-2", "Ready", "Degraded", "Ready");
        Assert.Single(await PhasesAsync(next, "node-1"), "Ready");
    }

    /// <summary>The second node says nothing for so long that it is away; the first is heard.</summary>
    private async Task SilenceAsync()
    {
        Other.IsObedient = false;
        _clock.Advance(TimeSpan.FromSeconds(20));
        await Node.ReportAsync();
    }

    private static Task ToldAsync(ApiHost api, string name, params string[] phases) =>
        Patience.UntilAsync(async () => (await PhasesAsync(api, name)).SequenceEqual(phases));

    /// <summary>Pending is left out: of a node that reports at once nobody sees it.</summary>
    private static async Task<List<string>> PhasesAsync(ApiHost api, string name)
    {
        await using var command = api.Data.CreateCommand(
            $"SELECT body->>'phase' FROM events WHERE type = 'status' AND name = '{name}' AND body->>'phase' <> 'Pending' ORDER BY id");
        await using var reader = await command.ExecuteReaderAsync();
        var phases = new List<string>();
        while (await reader.ReadAsync())
            phases.Add(reader.GetString(0));
        return phases;
    }

    private static async Task<long> CountAsync(ApiHost api, string sql)
    {
        await using var command = api.Data.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is long found ? found : 0;
    }
}
