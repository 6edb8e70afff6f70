using System.Globalization;

namespace Netaas.ApiTests;

/// <summary>A subscriber of <c>GET /events</c>.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventReader(HttpResponseMessage response, Stream stream) => (_response, _reader) = (response, new StreamReader(stream));

    public static async Task<EventReader> OpenAsync(HttpClient client, string? after, string path = "events")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (after is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", after);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventReader(response.EnsureSuccessStatusCode(), await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Where a reader that keeps ids would resume.</summary>
    public long LastId { get; private set; }

    /// <returns>Null when the stream has ended.</returns>
    public async Task<(long Id, string Data)?> NextAsync()
    {
        long id = 0;
        while (await _reader.ReadLineAsync(_limit.Token) is { } line)
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                LastId = id = long.Parse(line[4..], CultureInfo.InvariantCulture);
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                return (id, line[6..]);
        return null;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        _limit.Dispose();
        return ValueTask.CompletedTask;
    }
}
