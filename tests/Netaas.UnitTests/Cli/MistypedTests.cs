using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Netaas.Cli.Commands;
using Netaas.Cli.Contexts;
using Netaas.Cli.Kinds;
using Netaas.Cli.Output;
using Xunit;

namespace Netaas.UnitTests.Cli;

public sealed class MistypedTests
{
    [Theory]
    [InlineData("delete pods web --dry-run", "--dry-run")]
    [InlineData("delete pods web -n shop", "-n")]
    [InlineData("get pods --all-projects", "--all-projects")]
    [InlineData("describe --all pod", "--all")]
    [InlineData("netns --quiet", "--quiet")]
    public void An_option_that_there_is_not_is_no_name_of_something(string line, string option)
    {
        var parsed = CommandTree.Build().Parse(line.Split(' '));
        Assert.Contains(parsed.Errors, error => error.Message.StartsWith($"There is no option {option} here; nothing was done.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exec web -- ip -brief address")]
    [InlineData("delete -f - --cascade")]
    [InlineData("plan -f -")]
    public void A_programs_own_options_and_the_standard_input_are_left_alone(string line) =>
        Assert.Empty(CommandTree.Build().Parse(line.Split(' ')).Errors);

    [Theory]
    [InlineData("\u201cabc\u201d")]
    [InlineData("abc def")]
    [InlineData("a\nb")]
    public void A_token_that_can_not_be_one_is_said_to_be_that_and_not_an_API_that_is_away(string token) =>
        Assert.Contains("copy it anew", Assert.Throws<Netaas.Cli.UsageException>(() => ContextFile.TokenOf(token)).Message, StringComparison.Ordinal);

    [Fact]
    public void Resources_of_several_projects_are_told_apart_and_those_of_one_stay_as_narrow_as_they_are()
    {
        var kind = KindTable.Find("pod") ?? throw new InvalidOperationException();
        JsonNode[] pods = [.. new[] { "alpha", "beta" }.Select(project => new JsonObject { ["name"] = "web", ["project"] = project })];
        var lines = Table.Of(kind.ColumnsFor(pods), pods, DateTimeOffset.UnixEpoch).Split('\n');
        Assert.Equal(["NAME   PROJECT", "web    alpha", "web    beta"], lines[..3].Select(line => line[..Math.Min(line.Length, 14)].TrimEnd()));
        Assert.Same(kind.Columns, kind.ColumnsFor(pods[..1]));
    }

    [Fact]
    public async Task Something_else_than_the_API_that_answers_is_said_to_be_that()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var answering = AnswerAsync(other, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>");
        var endpoint = new Netaas.Cli.Http.Endpoint(new Uri($"http://{other.LocalEndpoint}"), "token", null);
        using var api = new Netaas.Cli.Http.ApiClient(endpoint);
        var refused = await Assert.ThrowsAsync<Netaas.Cli.Http.RefusedException>(() => api.GetAsync("pods", TestContext.Current.CancellationToken));
        await answering;
        Assert.Contains("not from the Netaas API", refused.Problem.Detail, StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await using var stream = connection.GetStream();
        _ = await stream.ReadAsync(new byte[4096]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }
}
