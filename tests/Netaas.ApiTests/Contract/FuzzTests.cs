using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Netaas.Core.View;

namespace Netaas.ApiTests.Contract;

/// <summary>
/// Requests of every kind against every operation. With NETAAS_FUZZ_URL and NETAAS_FUZZ_TOKEN they go to an API that runs
/// already, such as a lab's; NETAAS_FUZZ_REQUESTS and NETAAS_FUZZ_SEED say how many and which.
/// </summary>
public sealed class FuzzTests
{
    /// <summary>The kinds that requests make, what depends on others first.</summary>
    private static readonly string[] Made = ["port-mappings", "services", "pods", "networks", "tokens", "projects"];

    private static int Requests => Number("NETAAS_FUZZ_REQUESTS", 600);

    private static int Seed => Number("NETAAS_FUZZ_SEED", 1);

    [Fact]
    public async Task No_request_makes_the_api_fail_or_answer_outside_its_document()
    {
        if (Environment.GetEnvironmentVariable("NETAAS_FUZZ_URL") is { Length: > 0 } url)
        {
            using var client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(100) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("NETAAS_FUZZ_TOKEN"));
            await FuzzAsync(client, new Dictionary<string, string>());
            return;
        }
        await using var api = await ApiHost.StartAsync();
        await using var one = await ScriptedAgent.JoinAsync(api, "node-1", 1);
        await using var two = await ScriptedAgent.JoinAsync(api, "node-2", 2);
        await FuzzAsync(api.Client, new Dictionary<string, string> { ["enrolNode"] = ApiHost.JoinToken, ["getNodeSnapshot"] = one.Credential, ["getNodeNames"] = one.Credential });
        foreach (var node in new[] { one, two })
        {
            // What it heard piece by piece is what it would be told as a whole, but for nodes that joined before it.
            var snapshot = await node.SnapshotAsync();
            Assert.Equal(Keys(snapshot.Items), Keys(node.View.Values));
        }
    }

    private static IEnumerable<string> Keys(IEnumerable<ViewItem> items) =>
        items.Where(item => item is not NodeItem).Select(item => $"{item.Key}").Order(StringComparer.Ordinal);

    private static async Task FuzzAsync(HttpClient client, Dictionary<string, string> tokens)
    {
        var contract = await ServedContract.ReadAsync(client);
        var before = await IdsAsync(client);
        var fuzzer = new Fuzzer(client, contract, Seed, tokens);
        await fuzzer.RunAsync(Requests);
        Assert.True(fuzzer.Wrong.Count == 0, $"seed {Seed}: {fuzzer.Wrong.Count} of {Requests} wrong\n{string.Join("\n", fuzzer.Wrong.Take(40))}");
        // If nothing was ever made, nothing deep was tried.
        Assert.True(fuzzer.Statuses.GetValueOrDefault(201) >= Requests / 200, string.Join(", ", fuzzer.Statuses));
        await TidyAsync(client, before);
        await ConvergeAsync(client);
    }

    /// <summary>Takes away what the requests have made, and with it each limit that they have set.</summary>
    private static async Task TidyAsync(HttpClient client, IReadOnlySet<string> before)
    {
        foreach (var project in await ListAsync(client, "projects"))
        {
            using var unlimited = new StringContent("""{"quotas":null}""", System.Text.Encoding.UTF8, "application/json");
            using var patched = await client.PatchAsync($"/api/v1/projects/{project["id"]}", unlimited);
            patched.EnsureSuccessStatusCode();
        }
        foreach (var kind in Made)
            foreach (var resource in (await ListAsync(client, kind)).Where(resource => !before.Contains($"{resource["id"]}")))
                using (await client.DeleteAsync($"/api/v1/{kind}/{resource["id"]}?cascade=true"))
                {
                    // Gone with another, perhaps.
                }
        foreach (var pool in await ListAsync(client, "pools"))
            foreach (var held in await ListAsync(client, $"pools/{pool["id"]}/reservations"))
                (await client.DeleteAsync($"/api/v1/pools/{pool["id"]}/reservations/{held["id"]}")).Dispose();
    }

    private static async Task<IReadOnlySet<string>> IdsAsync(HttpClient client)
    {
        var ids = new HashSet<string>();
        foreach (var kind in Made)
            ids.UnionWith((await ListAsync(client, kind)).Select(resource => $"{resource["id"]}"));
        return ids;
    }

    /// <summary>A network and a pod on each node become ready, as if nothing had been.</summary>
    private static async Task ConvergeAsync(HttpClient client)
    {
        await PostAsync(client, "networks", """{"name":"after","podCidrs":["10.203.0.0/16"]}""");
        foreach (var node in await ListAsync(client, "nodes"))
            await PostAsync(client, "pods?wait=ready&timeout=60s", $$"""{"name":"after-{{node["name"]}}","network":"after","node":"{{node["name"]}}"}""");
        using var gone = await client.DeleteAsync("/api/v1/networks/after?cascade=true&wait=ready&timeout=60s");
        Assert.Equal(204, (int)gone.StatusCode);
    }

    private static async Task PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync($"/api/v1/{path}", content);
        Assert.True((int)response.StatusCode == 201, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private static async Task<IReadOnlyList<JsonNode>> ListAsync(HttpClient client, string kind) =>
        [.. JsonNode.Parse(await client.GetStringAsync($"/api/v1/{kind}?limit=1000"))!["items"]!.AsArray().Select(item => item!)];

    private static int Number(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : fallback;
}
