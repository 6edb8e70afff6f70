using System.Net;
using System.Text;

namespace Netaas.ApiTests;

public sealed class LimitTests : IAsyncLifetime
{
    private const int PerSecond = 5;

    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync(configure: options => options with { RequestsPerSecond = PerSecond });

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        var other = _api.As((await _api.PostAsync("tokens", """{"name":"other","role":"viewer"}""")).Must(201)["secret"]!);
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _api.Client.GetAsync("networks")));

        var refused = replies.Where(reply => reply.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(refused);
        Assert.True(replies.Count(reply => reply.StatusCode == HttpStatusCode.OK) >= PerSecond - 1);
        Assert.Contains("\"tooManyRequests\"", await refused[0].Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("application/problem+json", refused[0].Content.Headers.ContentType?.MediaType);
        Assert.True(refused[0].Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        (await other.GetAsync("networks")).Must(200);
    }

    [Fact]
    public async Task A_body_too_large_is_refused_as_such_and_one_too_deep_as_malformed()
    {
        using var large = new StringContent("""{"name":"x","labels":{"a":" """ + new string('x', 1 << 20) + "\"}}", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _api.Client.PostAsync("networks", large)).StatusCode);

        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        Assert.Equal([": malformedJson"], (await _api.PostAsync("networks", $$"""{"name":"x","labels":{{deep}}}""")).Must(400).Problems);
    }
}
