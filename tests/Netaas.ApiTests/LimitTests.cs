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
    public async Task A_token_that_nobody_has_is_not_looked_up_each_time_and_guesses_are_bounded()
    {
        var unknown = _api.As("nobody-has-this");
        var guessers = Enumerable.Range(0, 300).Select(i => _api.As($"guess-{i}")).ToList();
        await using var connection = await _api.Data.OpenConnectionAsync();
        Reply again;
        // What is remembered is so for two seconds; a machine that stalled in between gets another try.
        for (var tries = 0; ; tries++)
        {
            (await unknown.GetAsync("networks")).Must(401);
            await using var transaction = await connection.BeginTransactionAsync();
            await ExecuteAsync(connection, "LOCK TABLE tokens IN ACCESS EXCLUSIVE MODE");
            var asked = unknown.GetAsync("networks");
            if (await Task.WhenAny(asked, Task.Delay(TimeSpan.FromSeconds(5))) == asked || tries == 3)
            {
                again = await asked;
                break;
            }
        }
        again.Must(401);

        await using (await connection.BeginTransactionAsync())
        {
            await ExecuteAsync(connection, "LOCK TABLE tokens IN ACCESS EXCLUSIVE MODE");
            var guesses = guessers.ConvertAll(guesser => guesser.GetAsync("networks"));
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (guesses.Count(guess => guess.IsCompleted) < 100)
                await Task.WhenAny(guesses.Where(guess => !guess.IsCompleted)).WaitAsync(limit.Token);
            Assert.All(guesses.Where(guess => guess.IsCompleted), guess => guess.Result.Must(429));
        }
    }

    [Fact]
    public async Task A_body_too_large_is_refused_as_such_and_one_too_deep_as_malformed()
    {
        using var large = new StringContent("""{"name":"x","labels":{"a":" """ + new string('x', 1 << 20) + "\"}}", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _api.Client.PostAsync("networks", large)).StatusCode);

        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        Assert.Equal([": malformedJson"], (await _api.PostAsync("networks", $$"""{"name":"x","labels":{{deep}}}""")).Must(400).Problems);
    }

    private static async Task ExecuteAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
