using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Netaas.Contracts;
using Netaas.Contracts.Attachments;
using Netaas.Core.Json;
using Netaas.Core.Naming;

namespace Netaas.Agent.ControlPlane;

/// <summary>The requests that an agent makes of the API.</summary>
internal sealed class ControlPlaneClient(HttpClient http, AgentOptions options)
{
    // Longer than any answer takes; a connection that died without a word must not hold the agent up for the 100 s of HttpClient.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Uri _root = new(options.Api.AbsoluteUri.TrimEnd('/') + "/api/v1/");

    /// <exception cref="HttpRequestException">It was refused, or nobody answered.</exception>
    public async Task<NodeId> EnrolAsync(string credential, NodeFacts facts, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_root, "enrol"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", options.JoinToken) },
            Content = JsonContent.Create(new EnrolRequest(options.NodeName, options.Zone, credential, facts), options: NetaasJson.Options),
        };
        var answer = await SendAsync<EnrolResponse>(request, ct);
        return answer.Node;
    }

    /// <param name="what">The last part of the address: of which stream.</param>
    /// <exception cref="HttpRequestException">It was refused, or nobody answered.</exception>
    public async Task<NodeSnapshot> SnapshotAsync((NodeId Node, string Credential) self, string what, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_root, $"nodes/{self.Node}/{what}"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", self.Credential) },
        };
        return await SendAsync<NodeSnapshot>(request, ct);
    }

    /// <exception cref="HttpRequestException">It was refused, or nobody answered.</exception>
    public async Task<AttachmentSyncAnswer> SyncAsync((NodeId Node, string Credential) self, AttachmentSync sync, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_root, $"nodes/{self.Node}/attachments"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", self.Credential) },
            Content = JsonContent.Create(sync, options: NetaasJson.Options),
        };
        return await SendAsync<AttachmentSyncAnswer>(request, ct);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(s_patience);
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            if (!response.IsSuccessStatusCode)
                throw await RefusalAsync(response, patience.Token);
            return await response.Content.ReadFromJsonAsync<T>(NetaasJson.Options, patience.Token)
                ?? throw new HttpRequestException($"{request.RequestUri} answered nothing.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new HttpRequestException($"{request.RequestUri} did not answer within {s_patience.TotalSeconds} s.");
        }
        catch (JsonException malformed)
        {
            throw new HttpRequestException($"{request.RequestUri} answered what is not understood: {malformed.Message}", malformed);
        }
    }

    private static async Task<HttpRequestException> RefusalAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var words = await response.Content.ReadAsStringAsync(ct);
        return new HttpRequestException(
            $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: {words}", inner: null, response.StatusCode);
    }
}
