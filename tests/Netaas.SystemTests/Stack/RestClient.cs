using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Netaas.SystemTests.Stack;

/// <summary>An answer of the API; the body is null where there was none.</summary>
internal sealed record RestAnswer(HttpStatusCode Status, string ContentType, JsonNode? Body, string Text)
{
    public JsonNode this[string field] => Body?[field] ?? throw new InvalidOperationException($"no {field} in {Status}: {Text}");

    public RestAnswer Expect(HttpStatusCode status) =>
        Status == status ? this : throw new InvalidOperationException($"wanted {status}, got {Status}: {Text}");
}

/// <summary>The API as a client sees it: paths below /api/v1 and JSON, with no types of ours in between.</summary>
internal sealed class RestClient : IDisposable
{
    private readonly HttpClient _http;

    public RestClient(string url, string token)
    {
        (Url, Token) = (url, token);
        _http = new HttpClient { BaseAddress = new Uri(url + "/api/v1/"), Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task<RestAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public string Url { get; }

    public string Token { get; }

    /// <param name="key">An Idempotency-Key; null for none.</param>
    public Task<RestAnswer> PostAsync(string path, string json, string? key = null) => SendAsync(HttpMethod.Post, path, json, key);

    public Task<RestAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    public Task<RestAnswer> PatchAsync(string path, string json) => SendAsync(HttpMethod.Patch, path, json);

    public Task<RestAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public async Task<JsonArray> ListAsync(string path) => (await GetAsync(path)).Expect(HttpStatusCode.OK)["items"].AsArray();

    public void Dispose() => _http.Dispose();

    private async Task<RestAnswer> SendAsync(HttpMethod method, string path, string? json, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        return new RestAnswer(response.StatusCode, type, text.Length == 0 ? null : JsonNode.Parse(text), text);
    }
}
