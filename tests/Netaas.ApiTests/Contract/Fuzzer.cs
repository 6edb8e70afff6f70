using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Netaas.Api;

namespace Netaas.ApiTests.Contract;

/// <summary>
/// Sends requests made from the document, a third of them valid, a third with one fault and a third hostile, and notes each
/// answer that the document does not foresee. The same seed makes the same requests.
/// </summary>
/// <param name="tokens">Bearers of operations that are not for users, by operation id.</param>
public sealed class Fuzzer(HttpClient client, ServedContract contract, int seed, IReadOnlyDictionary<string, string> tokens)
{
    private const int Workers = 4;

    private readonly ConcurrentBag<string> _wrong = [];
    private readonly ConcurrentDictionary<int, int> _statuses = [];

    /// <summary>Answers that the document does not foresee, with the number of the request.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>How often each status came.</summary>
    public IReadOnlyDictionary<int, int> Statuses => _statuses;

    public Task RunAsync(int count) => Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Workers }, (number, _) => SendAsync(number));

    private async ValueTask SendAsync(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var operation = contract.Operations[random.Next(contract.Operations.Count)];
        var (request, text) = Make(operation, random);
        using (request)
            try
            {
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var status = (int)response.StatusCode;
                _statuses.AddOrUpdate(status, 1, (_, times) => times + 1);
                var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
                var body = isStream ? "" : await response.Content.ReadAsStringAsync();
                var outside = isStream ? null : Judge(operation, response, body);
                if (outside is not null)
                    _wrong.Add($"#{number} {text}\n  {outside}\n  {Short(body)}");
            }
            catch (HttpRequestException) when (request.Content?.Headers.ContentLength > NetaasApi.MaxBodyBytes)
            {
                // The server need not read to its end what is too long.
            }
            catch (HttpRequestException broken)
            {
                _wrong.Add($"#{number} {text}\n  breaks the connection: {broken.Message}");
            }
    }

    private string? Judge(ContractOperation operation, HttpResponseMessage response, string body)
    {
        var status = (int)response.StatusCode;
        // A node that does not answer is no failure of the API, where the document says that it may happen.
        if (status >= 500 && (status != 504 || operation.Responses["504"] is null))
            return $"answers {status}";
        // A path parameter may make the path another one, and a value that its form refuses none at all.
        var isElsewhere = status is 404 or 405 && !contract.Operations.Any(one => one == operation && one.Responses["404"] is not null);
        return isElsewhere ? null : contract.Outside(operation, status, response.Content.Headers.ContentType?.MediaType, body);
    }

    private (HttpRequestMessage Request, string Text) Make(ContractOperation operation, Random random)
    {
        var maker = new ValueMaker(contract.Check, random);
        var path = operation.Path;
        var query = new List<string>();
        var request = new HttpRequestMessage { Method = operation.Method };
        foreach (var parameter in operation.Parameters)
        {
            var value = random.Next(6) == 0 ? maker.HostileText() : Text(maker.Valid(parameter.Schema, parameter.Name));
            if (parameter.In == "path")
                path = path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(InPath(value)), StringComparison.Ordinal);
            else if (random.Next(4) == 0)
                if (parameter.In == "header")
                    request.Headers.TryAddWithoutValidation(parameter.Name, new string([.. value.Where(c => c is >= ' ' and <= '~')]));
                else if (parameter.Name is not "timeout")
                    query.Add($"{parameter.Name}={Uri.EscapeDataString(Sendable(value))}{(parameter.Name == "wait" ? "&timeout=10ms" : "")}");
        }
        if (random.Next(20) == 0)
            query.Add($"{Uri.EscapeDataString(Sendable(maker.HostileText()))}={Uri.EscapeDataString(Sendable(maker.HostileText()))}");
        var uri = path + (query.Count > 0 ? $"?{string.Join('&', query)}" : "");
        request.RequestUri = new Uri(uri, UriKind.Relative);
        var body = operation.Body is null ? null : Body(operation, maker, random);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(random.Next(40) == 0 ? "text/plain" : "application/json") } };
        if (tokens.TryGetValue(operation.Id, out var token))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.ConnectionClose = body?.Length > NetaasApi.MaxBodyBytes ? true : null;
        return (request, $"{operation.Method} {uri} {Short(body is null ? "" : Encoding.UTF8.GetString(body))}");
    }

    private byte[] Body(ContractOperation operation, ValueMaker maker, Random random)
    {
        if (random.Next(12) == 0)
            return maker.Garbage();
        var value = random.Next(3) switch
        {
            0 => maker.Hostile(),
            1 => maker.NearlyValid(operation.Body ?? []),
            _ => maker.Valid(operation.Body ?? []),
        };
        // A node that nobody runs would be waited for ever after.
        if (operation.Id == "enrolNode" && value is JsonObject node)
            node["name"] = "-";
        if (operation.Id == "apply" && value is JsonObject set)
            set["resources"] = new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Resource(maker))]);
        return Encoding.UTF8.GetBytes(value?.ToJsonString() ?? "null");
    }

    /// <summary>A resource of a set: any kind's body, with the kind in it, which may be another one.</summary>
    private JsonObject? Resource(ValueMaker maker)
    {
        var kind = maker.Pick(["network", "pod", "port-mapping", "pool", "nothing"]);
        var schema = contract.Document["components"]!["schemas"]![maker.Pick(["NetworkRequest", "PodRequest", "PortMappingRequest", "PoolRequest"])]!.AsObject();
        if (maker.Valid(schema) is not JsonObject resource)
            return null;
        resource["kind"] = kind;
        return resource;
    }

    private static string Text(JsonNode? value) => value is null ? "" : value is JsonArray { Count: > 0 } list ? $"{list[0]}" : value.ToString();

    /// <summary>Without what no path can hold: nothing, dots that clients resolve, and U+0000, which the web server refuses by itself.</summary>
    private static string InPath(string text) => Sendable(text).Replace("\0", "", StringComparison.Ordinal) is { } path and not ("" or "." or "..") ? path : "x";

    /// <summary>Without halves of surrogate pairs, which no URI can hold.</summary>
    private static string Sendable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Short(string text) => text.Length <= 400 ? text : $"{text[..400]}… ({text.Length})";
}
