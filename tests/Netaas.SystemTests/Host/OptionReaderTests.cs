using System.Net;
using Netaas.Agent.Names;
using Netaas.Host.Options;
using Xunit;

namespace Netaas.SystemTests.Host;

public sealed class OptionReaderTests
{
    [Fact]
    public void All_problems_of_a_start_are_named_at_once_with_what_to_do()
    {
        var reader = Reader(new() { ["listen"] = "8080", ["admin-token"] = "short", ["bus"] = "carrier-pigeon", ["ports"] = "1" });
        ApiProcessOptions.Read(reader, BusKind.Memory);
        Assert.Collection(
            reader.Problems.Order(StringComparer.Ordinal),
            problem => Assert.StartsWith("--admin-token has 5 characters", problem, StringComparison.Ordinal),
            problem => Assert.Equal("--bus is carrier-pigeon; choose memory or rabbitmq", problem),
            problem => Assert.StartsWith("--join-token (or NETAAS_JOIN_TOKEN) is missing", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("--listen has 8080", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("--ports is no option of this command", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("--postgres (or NETAAS_POSTGRES) is missing", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void The_command_line_goes_before_the_environment()
    {
        var reader = Reader(new() { ["nodes"] = "5" }, new() { ["NETAAS_NODES"] = "7", ["NETAAS_RUN_DIR"] = "/tmp/lab" });
        var lab = LabProcessOptions.Read(reader);
        Assert.Equal(5, lab.Lab.NodeCount);
        Assert.Equal("/tmp/lab", lab.RunDir);
        Assert.Empty(reader.Problems);
    }

    [Fact]
    public void RabbitMq_wants_a_broker()
    {
        var reader = Reader(new() { ["bus"] = "rabbitmq", ["rabbitmq"] = "http://broker" });
        BusOptions.Read(reader, BusKind.Memory);
        Assert.Equal("--rabbitmq (or NETAAS_RABBITMQ) wants the broker as amqp://user:password@host:port", Assert.Single(reader.Problems));
    }

    [Fact]
    public void Names_are_served_with_the_resolvers_given_else_with_those_at_hand_unless_they_are_off()
    {
        Assert.Equal(new NameOptions("netaas.internal", [IPAddress.Loopback]), NamesOptions.Read(Reader([]), () => [IPAddress.Loopback]));
        var reader = Reader(new() { ["domain"] = "example.test", ["resolvers"] = "192.0.2.1,2001:db8::1,nobody" });
        Assert.Equal(new NameOptions("example.test", [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")]), NamesOptions.Read(reader, () => []));
        Assert.Equal("--resolvers has nobody; give addresses, apart by commas", Assert.Single(reader.Problems));
        Assert.Null(NamesOptions.Read(Reader(new() { ["dns"] = "off" }), () => []));
    }

    [Theory]
    [InlineData("--port wants a value after it", "api", "--port")]
    [InlineData("--port is given twice", "api", "--port", "1", "--port", "2")]
    [InlineData("name a command")]
    public void A_command_line_that_can_not_be_read_says_why(string problem, params string[] arguments)
    {
        var (line, found) = CommandLine.Parse(arguments);
        Assert.Null(line);
        Assert.Equal(problem, found);
    }

    private static OptionReader Reader(Dictionary<string, string> given, Dictionary<string, string>? environment = null) =>
        new(given, key => environment?.GetValueOrDefault(key));
}
