using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Netaas.Terraform.Api;

/// <summary>Requests to the API. What failed on the way is sent again: every request here may be, a creation by its key.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int Attempts = 4;

    private readonly HttpClient _http;

    public ApiClient(ProviderSettings settings)
    {
        Settings = settings;
        // Longer than the API itself may wait.
        _http = new HttpClient { BaseAddress = new Uri(settings.Url, "/api/v1/"), Timeout = TimeSpan.FromMinutes(6) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", settings.Token);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("terraform-provider-netaas", typeof(ApiClient).Assembly.GetName().Version?.ToString(3)));
    }

    public ProviderSettings Settings { get; }

    /// <summary>Asks once, where it matters little that nobody answers: then the status says that the service is unavailable.</summary>
    public async Task<ApiAnswer> SendOnceAsync(HttpMethod method, string path, JsonNode? body, CancellationToken ct)
    {
        using var request = Request(method, path, body);
        try
        {
            using var response = await _http.SendAsync(request, ct);
            return await ReadAsync(response, ct);
        }
        catch (HttpRequestException)
        {
            // The write itself will tell.
            return new ApiAnswer(HttpStatusCode.ServiceUnavailable, null);
        }
    }

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken ct)
    {
        var key = Guid.NewGuid().ToString();
        for (var attempt = 1; ; attempt++)
        {
            using var request = Request(method, path, body);
            if (method == HttpMethod.Post)
                request.Headers.Add("Idempotency-Key", key);
            try
            {
                using var response = await _http.SendAsync(request, ct);
                if (attempt == Attempts || response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway))
                    return await ReadAsync(response, ct);
            }
            catch (HttpRequestException) when (attempt < Attempts)
            {
                // A connection that broke says nothing of what the API did; the next attempt finds out.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(250 << attempt), ct);
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, string path, JsonNode? body) => new(method, path)
    {
        Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };

    private static async Task<ApiAnswer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
        return new ApiAnswer(response.StatusCode, isJson && text.Length > 0 ? JsonNode.Parse(text) : null);
    }
}
