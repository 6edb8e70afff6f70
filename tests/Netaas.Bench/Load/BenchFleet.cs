using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Netaas.Contracts;
using Netaas.Core.Addressing;
using Netaas.Core.Json;

namespace Netaas.Bench.Load;

/// <summary>Nodes without agents and a network across them: what the API's figures are taken on.</summary>
internal static class BenchFleet
{
    public const int Nodes = 4;

    public static async Task PrepareAsync(Uri api, string adminToken, string joinToken)
    {
        using var http = new HttpClient { BaseAddress = api };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", joinToken);
        for (var number = 0; number < Nodes; number++)
        {
            var address = new InterfaceAddress(new IPAddress([192, 0, 2, (byte)(number + 1)]), 24);
            var facts = new NodeFacts([address], 1500, [], "/proc/1/ns/net", "bench", "bench", Guid.NewGuid());
            var request = new EnrolRequest($"bench-{number}", null, new string((char)('a' + number), 40), facts);
            using var enrolled = await http.PostAsJsonAsync("/api/v1/enrol", request, NetaasJson.Options);
            enrolled.EnsureSuccessStatusCode();
        }
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
        await CreateAsync(http, "networks", """{"name": "bench", "podCidrs": ["10.128.0.0/9"]}""");
    }

    public static async Task CreateAsync(HttpClient http, string kind, string body)
    {
        using var made = await http.PostAsJsonAsync($"/api/v1/{kind}", JsonNode.Parse(body));
        if (!made.IsSuccessStatusCode)
            throw new InvalidOperationException(await made.Content.ReadAsStringAsync());
    }
}
