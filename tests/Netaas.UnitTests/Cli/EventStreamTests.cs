using System.Net;
using System.Net.Sockets;
using System.Text;
using Netaas.Cli.Commands;
using Xunit;

namespace Netaas.UnitTests.Cli;

/// <summary>Watching an API that comes and goes, played by a socket that answers each connection as the test says.</summary>
public sealed class EventStreamTests : IDisposable
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    private readonly TcpListener _api = new(IPAddress.Loopback, 0);

    public EventStreamTests()
    {
        _api.Start();
        Environment.SetEnvironmentVariable("NETAAS_URL", $"http://{_api.LocalEndpoint}");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("NETAAS_URL", null);
        _api.Dispose();
    }

    [Fact]
    public async Task A_watch_goes_on_where_it_was_when_the_database_has_been_away()
    {
        var asked = AnswerAsync(
            Head + "id: 7\nevent: hello\ndata: {}\n\n" + Event(8, "one"),
            "HTTP/1.1 503 Away\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            Head + "id: 8\nevent: hello\ndata: {\"missed\":true}\n\n" + Event(12, "two"));
        var output = new StringWriter();
        var errors = new StringWriter();

        Assert.Equal(0, await CommandTree.Build().Parse(["watch", "--count", "2"]).InvokeAsync(new() { Output = output, Error = errors }, TestContext.Current.CancellationToken));

        Assert.Equal(["network one   create", "network two   create"], output.ToString().TrimEnd().Split('\n').Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 3)..]));
        Assert.Contains("some events before these are gone", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal([false, true, true], (await asked).Select(request => request.Contains("Last-Event-ID: 8", StringComparison.OrdinalIgnoreCase)));
    }

    private static string Event(int id, string name) =>
        $$"""
        id: {{id}}
        event: changed
        data: {"at": "2026-01-01T00:00:00Z", "kind": "network", "name": "{{name}}", "action": "create"}


        """;

    /// <returns>What was asked, a request each.</returns>
    private async Task<List<string>> AnswerAsync(params string[] answers)
    {
        var asked = new List<string>();
        foreach (var answer in answers)
        {
            using var connection = await _api.AcceptTcpClientAsync();
            await using var stream = connection.GetStream();
            var request = "";
            var buffer = new byte[4096];
            while (!request.Contains("\r\n\r\n", StringComparison.Ordinal))
                request += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
            asked.Add(request);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
        return asked;
    }
}
