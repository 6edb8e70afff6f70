using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Netaas.Contracts;
using Netaas.Core.Collections;
using Netaas.Core.Json;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Names;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>
/// The page that shows what stands on a node, scenario by scenario, taken from the kernel itself. <c>NETAAS_GOLDEN=update</c>
/// writes it.
/// </summary>
public sealed class ScenarioPageTests
{
    private const string Introduction = """
        # What stands on a node

        Read from the kernel by a test that brings a node to each scenario of `tests/Netaas.UnitTests/Dataplane/Scenarios`. `NETAAS_GOLDEN=update` writes it anew.


        """;

    /// <summary>What a network engineer would type, with what differs from run to run left out.</summary>
    private static readonly (string Title, string Command)[] s_looks =
    [
        ("Links and addresses", $"ip -br addr show | grep ^{FixedNames.InterfacePrefix} | sed -E 's/@if[0-9]+//; s/ +/ /g; s/ fe80::[^ ]+//; s/ (UP|DOWN|UNKNOWN)//; s/ +$//' | sort"),
        ("Routes", $"(ip route show; ip -6 route show) | grep 'proto {FixedNames.RouteProtocol}' | sed -E 's/ +$//' | sort"),
        ("Neighbors", "ip neigh show nud permanent | sed -E 's/ +$//' | sort"),
        ("Forwarding entries", "bridge fdb show | grep ' dst ' | sed -E 's/ +$//' | sort"),
    ];

    [Fact]
    public void The_page_of_scenarios_shows_what_the_kernel_holds()
    {
        var page = new StringBuilder(Introduction);
        foreach (var folder in Directory.GetDirectories(Path.Combine(Repository(), "tests/Netaas.UnitTests/Dataplane/Scenarios")).Order(StringComparer.Ordinal))
            using (var node = new ScenarioNode(folder))
            {
                node.Reach();
                if (page.Length == Introduction.Length)
                    page.Append("## The rules\n\nThe same on every node, whatever it holds.\n\n").Append(ListedRuleset.Chains(node.Shell("nft -s list ruleset")));
                page.Append($"## {Path.GetFileName(folder)}\n\n{File.ReadAllText(Path.Combine(folder, "about.txt"))}\n");
                foreach (var (title, command) in s_looks)
                    page.Append(Section(title, node.Shell(command)));
                page.Append(Section("Elements", ListedRuleset.Elements(node.Shell("nft -s list ruleset"))));
            }

        Check(Path.Combine(Repository(), "src/Netaas.Dataplane/docs/scenarios.md"), page.ToString());
    }

    private static string Section(string title, string text) => text.Length == 0 ? "" : $"{title}:\n\n```\n{text}```\n\n";

    private static void Check(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("NETAAS_GOLDEN") == "update")
            File.WriteAllText(path, actual);
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Repository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "../../../.."));

    /// <summary>A namespace with the scenario's node in it, and the pods' namespaces.</summary>
    private sealed class ScenarioNode : IDisposable
    {
        private readonly string _path = $"{NetworkNamespace.Folder}/t{Guid.NewGuid().ToString("N")[..6]}-node";
        private readonly string _given = $"{NetworkNamespace.Folder}/t{Guid.NewGuid().ToString("N")[..6]}-given";
        private readonly NodeKernel _kernel;
        private readonly NodePlan _plan;

        public ScenarioNode(string folder)
        {
            var snapshot = JsonSerializer.Deserialize<NodeSnapshot>(File.ReadAllText(Path.Combine(folder, "view.json")), NetaasJson.Options)
                ?? throw new InvalidDataException(folder);
            var self = snapshot.Items.OfType<NodeItem>().First(item => item.Id == snapshot.Node);
            NetworkNamespace.Create(_path).Dispose();
            Shell("ip link set lo up; ip link add eth0 type veth peer name wire; ip link set eth0 up; ip link set wire up");
            foreach (var address in self.UnderlayAddresses)
                Shell($"ip addr add {address} dev eth0{(address.Address.AddressFamily == AddressFamily.InterNetworkV6 ? " nodad" : "")}");
            NetworkNamespace.Create(_given).Dispose();
            _plan = NodeCompiler.Compile(new NodeView(snapshot.Node, snapshot.Items.Select(Given).ToPersistentDictionary(item => item.Key)));
            _kernel = NodeKernel.Open(snapshot.Node, _path);
        }

        public void Reach() => Bring(_plan);

        public string Shell(string script) => TestFleet.ShellAt(_path, $"{script} || true");

        public void Dispose()
        {
            Bring(NodePlan.Empty(_plan.View.Node));
            _kernel.Dispose();
            NetworkNamespace.Delete(_given);
            NetworkNamespace.Delete(_path);
        }

        /// <summary>A namespace that a scenario takes for given, under a name of this run.</summary>
        private ViewItem Given(ViewItem item) => item is PodItem { NetnsPath: not null } pod ? pod with { NetnsPath = _given } : item;

        private void Bring(NodePlan plan)
        {
            var failures = _kernel.Apply(PlanDiff.Diff(plan, _kernel.Read(plan))).Failures.Values;
            Assert.Empty(failures.Select(failure => $"{failure.Reason}: {failure.Message}"));
        }
    }
}
