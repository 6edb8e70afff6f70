using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Netaas.Cli.Http;

/// <param name="Body">Null where there is none.</param>
internal sealed record ApiAnswer(int Status, JsonNode? Body)
{
    public bool IsLagging => Status == 202;

    public JsonObject Fields => Body as JsonObject ?? throw new InvalidOperationException("The answer has no fields.");
}

/// <summary>The API: paths below <c>/api/v1</c>, JSON in and out. Kinds and their fields are data here, not types.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int PageSize = 1000;

    /// <summary>The event stream says something every 5 s; a longer silence is a dead connection.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    public ApiClient(Endpoint endpoint)
    {
        Endpoint = endpoint;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(endpoint.Url, "/api/v1/"),
            // Waits are the API's: it answers at its own timeout, five minutes at most.
            Timeout = TimeSpan.FromMinutes(6),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", endpoint.Token);
    }

    public Endpoint Endpoint { get; }

    /// <exception cref="RefusedException">With what the API says.</exception>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, InProject(path));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        var answer = new ApiAnswer((int)response.StatusCode, await BodyAsync(response, ct));
        if (answer is { Status: 200 or 201, Body: not JsonObject })
            throw new RefusedException(ApiProblem.Of(answer.Status, null));
        return response.IsSuccessStatusCode ? answer : throw new RefusedException(ApiProblem.Of(answer.Status, answer.Body));
    }

    public async Task<JsonObject> GetAsync(string path, CancellationToken ct) => (await SendAsync(HttpMethod.Get, path, null, ct)).Fields;

    public Task<ApiAnswer> PostAsync(string path, JsonNode? body, CancellationToken ct) => SendAsync(HttpMethod.Post, path, body, ct);

    /// <summary>All resources of a list, page by page.</summary>
    public async IAsyncEnumerable<JsonNode> ListAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        var page = Query(path, "limit", $"{PageSize}");
        for (var next = page; ;)
        {
            var answer = await GetAsync(next, ct);
            foreach (var item in answer["items"] as JsonArray ?? [])
                if (item is not null)
                    yield return item;
            if (answer["nextCursor"]?.ToString() is not { } cursor)
                yield break;
            next = Query(page, "cursor", cursor);
        }
    }

    /// <summary>The event stream from a place on.</summary>
    /// <param name="after">The last event that was seen; null for only new ones.</param>
    /// <exception cref="IOException">It broke, or fell silent.</exception>
    public async IAsyncEnumerable<(string Id, JsonNode Event)> EventsAsync(string? after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, InProject("events"));
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silence.CancelAfter(Silence);
        using var response = await UnlessSilentAsync(_http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token), ct);
        if (!response.IsSuccessStatusCode)
            throw new RefusedException(ApiProblem.Of((int)response.StatusCode, await BodyAsync(response, ct)));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        var id = "";
        while (await UnlessSilentAsync(reader.ReadLineAsync(silence.Token).AsTask(), ct) is { } line)
        {
            silence.CancelAfter(Silence);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonNode.Parse(line[6..]) is { } body)
                yield return (id, body);
        }
    }

    public static string Query(string path, string name, string value) =>
        $"{path}{(path.Contains('?') ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";

    public void Dispose() => _http.Dispose();

    private string InProject(string path) => Endpoint.Project is { } project ? Query(path, "project", project) : path;

    private static async Task<T> UnlessSilentAsync<T>(Task<T> reading, CancellationToken ct)
    {
        try
        {
            return await reading;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new IOException("The stream fell silent.");
        }
    }

    private static async Task<JsonNode?> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) != true)
            return null;
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        try
        {
            return await JsonNode.ParseAsync(stream, cancellationToken: ct);
        }
        catch (JsonException)
        {
            // A body that breaks off is no answer; the status says what there is to say.
            return null;
        }
    }
}
