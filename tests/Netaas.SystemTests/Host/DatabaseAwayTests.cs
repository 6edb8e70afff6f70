using System.Diagnostics;
using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Host;

/// <summary>An API that is started while its PostgreSQL is away, or is not the one that it was told of.</summary>
public sealed class DatabaseAwayTests : IAsyncLifetime
{
    private const string Token = "admin-token-of-this-very-test";

    private static readonly string s_host = Path.Combine(NetaasStack.Checkout, "src/Netaas.Host/bin/Release/published/netaas-host.dll");

    private readonly string _run = Path.Combine(Path.GetTempPath(), "netaas-" + Guid.NewGuid().ToString("N")[..12]);
    private readonly int _port = NetaasStack.FreePort();
    private string _connection = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.UserName == "root", "the database needs a user of its own");
        Assert.SkipUnless(File.Exists(s_host), $"{s_host} is not built: tests/run.sh does");
        Directory.CreateDirectory(_run);
        _connection = (await ScriptAsync("postgres_connection \"$run\"")).Expect();
    }

    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(_run))
            return;
        (await ScriptAsync("postgres_stop \"$run\"")).Expect();
        Directory.Delete(_run, recursive: true);
    }

    [Fact]
    public async Task It_waits_for_the_database_says_so_and_serves_when_it_is_there()
    {
        // Its database is made by then: one that isn't there is a mistake, and no wait.
        (await ScriptAsync("postgres_start \"$run\" fsync=off; postgres_stop \"$run\"")).Expect();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}/") };
        using var api = Start("api", _connection);
        var output = api.StandardOutput.ReadToEndAsync();
        var errors = api.StandardError.ReadToEndAsync();
        try
        {
            await Patience.UntilAsync(async () => await StatusAsync(http, "healthz") == HttpStatusCode.OK);
            using (var ready = await http.GetAsync("readyz"))
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "the database is away\n"), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
            using (var refused = await http.GetAsync("api/v1/networks"))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
                Assert.Contains("\"databaseAway\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
            Assert.False(api.HasExited);

            (await ScriptAsync("postgres_start \"$run\" fsync=off")).Expect();
            await Patience.UntilAsync(async () => await StatusAsync(http, "readyz") == HttpStatusCode.OK);
            http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "api/v1/networks"));
        }
        finally
        {
            (await Shell.RunAsync(["kill", $"{api.Id}"])).Expect();
            await api.WaitForExitAsync();
        }
        Assert.Equal(0, api.ExitCode);
        var told = await output + await errors;
        // One for each reason: nobody is there, and then perhaps that it is starting.
        Assert.InRange(told.Split('\n').Count(line => line.Contains("PostgreSQL can't be reached, and the API waits for it", StringComparison.Ordinal)), 1, 3);
        Assert.DoesNotContain("   at ", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("migrate")]
    public async Task What_no_wait_mends_ends_it_with_one_line(string command)
    {
        (await ScriptAsync("postgres_start \"$run\" fsync=off")).Expect();
        foreach (var (wrong, code) in new[] { (";Database=nowhere", "3D000"), (";Username=nobody-of-ours", "28000"), (";Hots=x", "") })
        {
            using var process = Start(command, _connection + wrong);
            var output = process.StandardOutput.ReadToEndAsync();
            var line = Assert.Single((await process.StandardError.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            await process.WaitForExitAsync();
            Assert.Equal((1, ""), (process.ExitCode, await output));
            Assert.StartsWith("netaas-host: PostgreSQL can't be used", line, StringComparison.Ordinal);
            Assert.Contains(code, line, StringComparison.Ordinal);
        }
    }

    private Process Start(string command, string connection)
    {
        string[] options = command == "migrate" ? [] : ["--bus", "memory", "--listen", $"http://127.0.0.1:{_port}"];
        return Shell.Start(
            ["dotnet", s_host, command, .. options],
            new Dictionary<string, string> { ["NETAAS_POSTGRES"] = connection, ["NETAAS_ADMIN_TOKEN"] = Token, ["NETAAS_JOIN_TOKEN"] = "join-token-of-this-very-test" });
    }

    private Task<ShellResult> ScriptAsync(string command) => Shell.BashAsync(
        $". '{NetaasStack.Checkout}/deploy/lib/all.sh'; {command}", new Dictionary<string, string> { ["NETAAS_RUN_DIR"] = _run });

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(path);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // It stands nowhere yet, or the API is about to take the place.
            return null;
        }
    }
}
