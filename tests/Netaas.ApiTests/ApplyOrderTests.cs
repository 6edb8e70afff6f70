using System.Globalization;
using System.Text.RegularExpressions;

namespace Netaas.ApiTests;

/// <summary>Sets whose parts wait for one another, and sets beside each other.</summary>
public sealed class ApplyOrderTests : OneNode
{
    /// <summary>Each from: web on 8080, client on 8081, third on 31000, all three mappings of app shop, and a pod that lives in owner's namespace.</summary>
    [Theory]
    [InlineData("the one moves out of the other's way", """{"resources":[MAPPING(web,8081),MAPPING(client,8082)]}""")]
    [InlineData("the same in the other order", """{"resources":[MAPPING(client,8082),MAPPING(web,8081)]}""")]
    [InlineData("they change places", """{"resources":[MAPPING(web,8081),MAPPING(client,8080)]}""")]
    [InlineData("what goes leaves its port", """{"resources":[MAPPING(web,8081)],"prune":{"app":"shop"}}""")]
    [InlineData("what goes leaves its port to a service", """{"resources":[MAPPING(web,8080),{"kind":"service","name":"api","network":"blue","type":"nodePort","selector":{"a":"b"},"ports":[{"port":80,"nodePort":31000}]}],"prune":{"app":"shop"}}""")]
    [InlineData("a service and the mapping to it change their port", """{"resources":[SHOP(81),SHOPPED(81)]}""")]
    [InlineData("the same in the other order", """{"resources":[SHOPPED(81),SHOP(81)]}""")]
    [InlineData("what goes leaves its addresses", """{"resources":[{"kind":"pod","name":"heir","network":"blue","node":"node-1","addresses":["10.10.1.77"]},{"kind":"service","name":"heir","network":"blue","selector":{"a":"b"},"clusterIps":["10.96.0.77"],"ports":[{"port":80}]}],"prune":{"leaves":"address"}}""")]
    [InlineData("a pod is named before it", """{"resources":[{"kind":"pod","name":"beside","mode":"shared","sharedWith":"first","node":"node-1"},{"kind":"pod","name":"first","network":"blue","node":"node-1"}]}""")]
    [InlineData("a pod goes with the one in its namespace", """{"resources":[],"prune":{"with":"owner"}}""")]
    public async Task Parts_of_a_set_may_need_what_others_of_it_give_up_or_bring(string how, string set)
    {
        const string before = """
            {"resources":[
              {"kind":"network","name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"]},
              {"kind":"pod","name":"web","network":"blue","node":"node-1"}, {"kind":"pod","name":"client","network":"blue","node":"node-2"},
              {"kind":"pod","name":"owner","network":"blue","node":"node-1","labels":{"with":"owner"}},
              {"kind":"pod","name":"side","mode":"shared","sharedWith":"owner","node":"node-1","labels":{"with":"owner"}},
              {"kind":"pod","name":"third","network":"blue","node":"node-1"},
              {"kind":"pod","name":"leaver","network":"blue","node":"node-1","addresses":["10.10.1.77"],"labels":{"leaves":"address"}},
              {"kind":"service","name":"leaver","network":"blue","selector":{"a":"b"},"clusterIps":["10.96.0.77"],"ports":[{"port":80}],"labels":{"leaves":"address"}},
              SHOP(80), SHOPPED(80),
              MAPPING(web,8080), MAPPING(client,8081), MAPPING(third,31000)]}
            """;
        (await Api.PostAsync("apply?wait=ready", Written(before))).Must(200);

        var plan = (await Api.PostAsync("apply?dryRun=true", Written(set))).Must(200);
        var applied = (await Api.PostAsync("apply", Written(set))).Must(200);

        foreach (var effect in new[] { "created", "changed", "unchanged", "deleted" })
            Assert.True(ApplyTests.Names(plan, effect).SequenceEqual(ApplyTests.Names(applied, effect)), how);
        var again = (await Api.PostAsync("apply", Written(set))).Must(200);
        Assert.Empty(ApplyTests.Names(again, "created").Concat(ApplyTests.Names(again, "changed")).Concat(ApplyTests.Names(again, "deleted")));
    }

    [Fact]
    public async Task A_mapping_does_not_lose_its_port_of_a_service_that_changes_without_it()
    {
        (await Api.PostAsync("apply", Written("""{"resources":[{"kind":"network","name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"]},SHOP(80),SHOPPED(80)]}"""))).Must(200);
        var refused = (await Api.PostAsync("apply", Written("{\"resources\":[SHOP(81)]}"))).Must(409);
        Assert.Equal(("hasDependents", "shopped"), (refused.Code, refused["conflicts.0.name"]));
        (await Api.PostAsync("apply", Written("{\"resources\":[SHOP(81),SHOPPED(80)]}"))).Must(409);
        (await Api.PostAsync("apply", Written("{\"resources\":[SHOP(81),SHOPPED(82)]}"))).Must(400);
        Assert.Equal("80", (await Api.GetAsync("port-mappings/shopped")).Must(200)["servicePort"]);
    }

    [Fact]
    public async Task What_stays_keeps_its_address_whatever_else_it_gives_up()
    {
        (await Api.PostAsync("apply", Written("""{"resources":[{"kind":"network","name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"]},SHOP(80),SHOPPED(80)]}"""))).Must(200);
        var address = (await Api.GetAsync("services/shopped")).Must(200)["clusterIps.0"];
        var thief = $$"""{"kind":"service","name":"thief","network":"blue","selector":{"a":"b"},"clusterIps":["{{address}}"],"ports":[{"port":80}]}""";
        var refused = (await Api.PostAsync("apply", Written($"{{\"resources\":[{thief},SHOP(81),SHOPPED(81)]}}"))).Must(409);
        Assert.Equal(("addressTaken", "shopped"), (refused.Code, refused["conflicts.0.name"]));
    }

    [Fact]
    public async Task Two_sets_of_the_same_resources_in_opposite_orders_both_succeed()
    {
        var pods = Enumerable.Range(0, 20).Select(i => $$$"""{"kind":"pod","name":"p{{{i}}}","node":"node-1","labels":{"round":"ROUND"}}""").ToList();
        (await Api.PostAsync("apply", Set(pods, 0))).Must(200);

        for (var round = 1; round <= 3; round++)
            foreach (var reply in await Task.WhenAll(Api.PostAsync("apply", Set(pods, 2 * round)), Api.PostAsync("apply", Set(Enumerable.Reverse(pods), 2 * round + 1))))
                reply.Must(200);

        static string Set(IEnumerable<string> pods, int round) =>
            $$$"""{"resources":[{{{string.Join(',', pods).Replace("ROUND", round.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)}}}]}""";
    }

    protected override Task PrepareAsync() => JoinAsync("node-2", 2);

    /// <summary>A set in which <c>MAPPING(pod,port)</c> stands for the mapping of a pod, <c>SHOP(port)</c> for a service and <c>SHOPPED(port)</c> for the mapping that leads to that port of it.</summary>
    private static string Written(string set)
    {
        set = Regex.Replace(set, @"MAPPING\((\w+),(\d+)\)", """{"kind":"port-mapping","name":"$1-http","pod":"$1","hostPort":$2,"targetPort":80,"labels":{"app":"shop"}}""");
        set = Regex.Replace(set, @"SHOP\((\d+)\)", """{"kind":"service","name":"shopped","network":"blue","selector":{"a":"b"},"ports":[{"port":$1,"targetPort":8080}]}""");
        return Regex.Replace(set, @"SHOPPED\((\d+)\)", """{"kind":"port-mapping","name":"shopped","service":"shopped","hostPort":9090,"servicePort":$1}""");
    }
}
