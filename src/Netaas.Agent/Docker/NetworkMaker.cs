using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Netaas.Agent.Docker;

/// <summary>Makes and removes networks by the API, with the token that the node's owner gave for that.</summary>
internal sealed class NetworkMaker(HttpClient http, Uri api, string? token)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Uri _root = new(api.AbsoluteUri.TrimEnd('/') + "/api/v1/");

    public bool MayMake => token is not null;

    /// <exception cref="DockerRefusal">It could not be made.</exception>
    public async Task MakeAsync(NetworkName name, string cidr, CancellationToken ct)
    {
        var body = new JsonObject { ["name"] = name.Network, ["podCidrs"] = new JsonArray(cidr) };
        using var answer = await SendAsync(HttpMethod.Post, "networks?wait=ready&", name, body, ct);
        if (!answer.IsSuccessStatusCode)
            throw new DockerRefusal($"Network '{name.Network}' can't be made: {await ReasonAsync(answer, ct)}");
    }

    /// <summary>Removes a network that Docker had made when Docker has no use for it any more. The engine gives the pool back and then the network.</summary>
    /// <param name="besides">The network of Docker's that is about to go; null where it gives a pool back.</param>
    /// <exception cref="DockerRefusal">It could not be asked for.</exception>
    public async Task RemoveLeftAsync(DockerNetworks networks, NetworkName name, string? besides, CancellationToken ct)
    {
        if (!MayMake || !networks.IsLeft(name, besides))
            return;
        await RemoveAsync(name, ct);
        networks.Forget(name);
    }

    /// <summary>One that something stands on is left to whoever uses it.</summary>
    private async Task RemoveAsync(NetworkName name, CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Delete, $"networks/{Uri.EscapeDataString(name.Network)}?", name, null, ct);
        if (!answer.IsSuccessStatusCode && answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
            throw new DockerRefusal($"Network '{name.Network}' can't be removed: {await ReasonAsync(answer, ct)}");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, NetworkName name, JsonObject? body, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(s_patience);
        using var request = new HttpRequestMessage(method, new Uri(_root, $"{path}project={Uri.EscapeDataString(name.Project)}"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
            Content = body is null ? null : JsonContent.Create(body),
        };
        try
        {
            return await http.SendAsync(request, patience.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw new DockerRefusal($"The control plane does not answer, and making or removing a network needs it: try again. ({failure.Message})");
        }
    }

    /// <summary>The API's own words: a problem says what to do.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        try
        {
            var problem = JsonNode.Parse(text);
            var errors = problem?["errors"]?.AsArray().Select(error => (string?)error?["message"]) ?? [];
            return string.Join(' ', errors.Prepend((string?)problem?["detail"] ?? (string?)problem?["title"]));
        }
        catch (JsonException)
        {
            return $"{(int)answer.StatusCode} {text}";
        }
    }
}
