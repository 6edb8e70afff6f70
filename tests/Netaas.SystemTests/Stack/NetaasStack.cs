using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Xunit;

namespace Netaas.SystemTests.Stack;

/// <summary>
/// An installation of its own, started and ended by the scripts that users run, in a run folder that no other one shares.
/// </summary>
public abstract class NetaasStack : IAsyncLifetime
{
    private readonly string _bus;
    private readonly string[] _options;
    private readonly int _port = FreePort();
    private RestClient? _rest;

    /// <param name="options">Further ones of up.sh.</param>
    protected NetaasStack(string bus, params string[] options) => (_bus, _options) = (bus, options);

    public static string Checkout { get; } = FindCheckout();

    internal string RunFolder { get; } = Path.Combine(Path.GetTempPath(), "netaas-" + Guid.NewGuid().ToString("N")[..12]);

    internal RestClient Rest => _rest ?? throw new InvalidOperationException("the stack is not up");

    internal string Url { get; private set; } = "";

    internal string OutsideNetns { get; private set; } = "";

    internal virtual IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["NETAAS_RUN_DIR"] = RunFolder };

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(System.Environment.UserName == "root", "the stack needs root");
        await UpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _rest?.Dispose();
        if (Directory.Exists(RunFolder))
            (await ScriptAsync("deploy/down.sh", "--purge")).Expect();
        GC.SuppressFinalize(this);
    }

    internal async Task<string> UpAsync()
    {
        var output = (await ScriptAsync("deploy/up.sh", ["--detach", "--port", $"{_port}", "--bus", _bus, .. _options])).Expect();
        var settings = (await File.ReadAllLinesAsync(Path.Combine(RunFolder, "env")))
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Url = settings["NETAAS_URL"];
        OutsideNetns = settings["NETAAS_OUTSIDE_NETNS"];
        _rest?.Dispose();
        _rest = new RestClient(Url, settings["NETAAS_TOKEN"]);
        return output;
    }

    internal Task<ShellResult> ScriptAsync(string script, params string[] arguments) =>
        Shell.RunAsync([Path.Combine(Checkout, script), .. arguments], Environment);

    /// <summary>The namespace of a node, or of "underlay".</summary>
    internal string NodeNetns(string node) => OutsideNetns.Replace("-outside", "-" + node, StringComparison.Ordinal);

    /// <summary>The pids in the files that up.sh left for scripts, by process.</summary>
    internal IReadOnlyDictionary<string, int> Pids() =>
        Directory.EnumerateFiles(RunFolder, "*.pid").ToDictionary(
            file => Path.GetFileNameWithoutExtension(file) ?? "",
            file => int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture));

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindCheckout()
    {
        var folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Netaas.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("Netaas.sln is in no folder above the tests");
    }
}

/// <summary>Everything in one process.</summary>
public sealed class AllInOneStack() : NetaasStack("memory");

/// <summary>The API and each agent a process, RabbitMQ between them.</summary>
public sealed class FleetStack() : NetaasStack("rabbitmq");

/// <summary>Nodes 1 and 3 in one subnet, 2 and 4 in another, both families; the underlay takes pods of two networks.</summary>
public sealed class TwoSubnetsStack() : NetaasStack(
    "memory", "--nodes", "4", "--subnets", "2", "--ipv6", "--let-through", "10.20.0.0/16,fd00:20::/48,10.30.0.0/16,fd00:30::/48,10.60.0.0/16");

[CollectionDefinition(Name)]
public sealed class TwoSubnetsCollection : ICollectionFixture<TwoSubnetsStack>
{
    public const string Name = "two-subnets";
}

[CollectionDefinition(Name)]
public sealed class AllInOneCollection : ICollectionFixture<AllInOneStack>
{
    public const string Name = "all-in-one";
}

[CollectionDefinition(Name)]
public sealed class FleetCollection : ICollectionFixture<FleetStack>
{
    public const string Name = "fleet";
}
