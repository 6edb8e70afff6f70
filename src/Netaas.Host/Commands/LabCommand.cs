using Netaas.Agent;
using Netaas.Host.Control;
using Netaas.Host.Options;
using Netaas.Lab;
using Netaas.Netlink;

namespace Netaas.Host.Commands;

/// <summary>
/// The lab from outside. What concerns an agent inside an all-in-one process is asked of that process; what concerns
/// cables and namespaces is done here.
/// </summary>
internal sealed class LabCommand(LabProcessOptions options)
{
    public const string Usage = "lab up | down | status | kill NODE | start NODE | isolate NODE | restore NODE";

    private readonly LabFleet _lab = new(options.Lab);

    /// <returns>The process's exit status.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken ct)
    {
        try
        {
            return words switch
            {
                ["up"] => Up(),
                ["down"] => Down(),
                ["status"] => await StatusAsync(ct),
                ["kill" or "start", _] => await AskAsync(words, ct),
                ["isolate" or "restore", var node] => await CableAsync(words[0], node, ct),
                _ => Complain(Usage),
            };
        }
        catch (Exception e) when (e is NetlinkException or AggregateException or ArgumentException or IOException)
        {
            return Complain(e.Message);
        }
    }

    private int Up()
    {
        _lab.Up();
        LabFile.Write(options.RunDir, _lab.Layout);
        return 0;
    }

    private int Down()
    {
        // Pods without an interface are known by their node's name alone.
        var agents = Path.Combine(options.RunDir, "agents");
        _lab.Down(Directory.Exists(agents) ? Directory.EnumerateDirectories(agents).SelectMany(LeftNamespaces.Of).ToList() : []);
        return 0;
    }

    private async Task<int> StatusAsync(CancellationToken ct)
    {
        var agents = await ControlSocket.AskAsync(options.ControlSocket, "status", ct);
        foreach (var node in _lab.Layout.Nodes)
        {
            var stands = NetworkNamespace.Exists(node.NamespacePath) ? "stands" : "is missing";
            Console.WriteLine($"{node.Name}  zone {node.Zone}  {string.Join(' ', node.Addresses)}  {node.NamespacePath} {stands}");
        }
        if (agents is not null)
            Console.WriteLine(agents);
        return 0;
    }

    private async Task<int> CableAsync(string verb, string node, CancellationToken ct)
    {
        if (verb == "isolate")
            _lab.Isolate(node);
        else
            _lab.Restore(node);
        // An agent inside a process with the API would not notice that its node's cable is out.
        return await ControlSocket.AskAsync(options.ControlSocket, $"{verb} {node}", ct) is { } answer and not ControlSocket.Ok
            ? Complain(answer)
            : 0;
    }

    private async Task<int> AskAsync(IReadOnlyList<string> words, CancellationToken ct) =>
        await ControlSocket.AskAsync(options.ControlSocket, string.Join(' ', words), ct) switch
        {
            ControlSocket.Ok => 0,
            null => Complain($"no process listens on {options.ControlSocket}: is the lab up?"),
            var problem => Complain(problem),
        };

    private static int Complain(string message)
    {
        Console.Error.WriteLine("netaas-host: " + message);
        return 1;
    }
}
