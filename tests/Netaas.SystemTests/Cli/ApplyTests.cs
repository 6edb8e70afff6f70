using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cli;

[Collection(AllInOneCollection.Name)]
public sealed class ApplyTests(AllInOneStack stack) : IAsyncLifetime
{
    private CommandLine? _cli;

    private CommandLine Cli => _cli ?? throw new InvalidOperationException("not installed");

    public async ValueTask InitializeAsync() => _cli = await CommandLine.InstallAsync(stack);

    public async ValueTask DisposeAsync() => await stack.Rest.DeleteAsync("networks/yard?cascade=true&wait=ready");

    [Fact]
    public async Task A_plan_with_something_to_do_ends_with_2_and_a_second_apply_changes_nothing()
    {
        var file = await Cli.WriteAsync("yard.yaml", "kind: network\nname: yard\npodCidrs: [10.33.0.0/16]\n---\nkind: pod\nname: dog\nnetwork: yard\nnode: node-2\n");

        var planned = await Cli.TypeAsync($"netaas plan -f {file} --kernel");
        Assert.Equal(2, planned.Status);
        Assert.Contains("+ pod dog", planned.Output, StringComparison.Ordinal);
        Assert.Contains("  + vxlan ", planned.Output, StringComparison.Ordinal);
        Assert.Contains("2 to create", planned.Output, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await stack.Rest.GetAsync("networks/yard")).Status);

        Assert.Contains("2 created", (await Cli.TypeAsync($"netaas apply -f {file} --wait")).Expect(), StringComparison.Ordinal);
        Assert.StartsWith("no change", (await Cli.TypeAsync($"netaas apply -f {file}")).Expect(), StringComparison.Ordinal);
        Assert.StartsWith("no change", (await Cli.TypeAsync($"netaas plan -f {file}")).Expect(), StringComparison.Ordinal);
        // What was read can be applied again.
        Assert.StartsWith("no change (1", (await Cli.TypeAsync("netaas get network yard -o yaml | netaas apply -f -")).Expect(), StringComparison.Ordinal);

        await Cli.WriteAsync("yard.yaml", "kind: network\nname: yard\negress: none\n");
        var changed = await Cli.TypeAsync($"netaas plan -f {file}");
        Assert.Contains("~ network yard\n    egress: masquerade → none\n", changed.Output, StringComparison.Ordinal);
        Assert.Equal(7, (await Cli.TypeAsync("netaas exec dog -- sh -c 'exit 7'")).Status);
    }

    [Fact]
    public async Task All_mistakes_are_told_with_file_and_line_and_nothing_is_changed()
    {
        var file = await Cli.WriteAsync("wrong.yaml", """
            kind: network
            name: yard
            podCidrs: [10.33.0.0/16]
            ---
            kind: pod
            name: cat
            node: node-9
            ---
            kind: pod
            name: dog
            network: yard
            node: node-1
            colour: brown
            ---
            kind: token
            name: key
            role: janitor
            """);

        var refused = await Cli.TypeAsync($"netaas apply -f {file}");

        Assert.Equal(1, refused.Status);
        var lines = refused.Errors.TrimEnd().Split('\n');
        Assert.StartsWith($"{file}:7:1: pod cat node: There is no node 'node-9'", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{file}:13:1: pod dog colour: There is no such field.", lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"{file}:17:1: token key role: ", lines[2], StringComparison.Ordinal);
        Assert.Equal("netaas: 3 mistakes; nothing was changed.", lines[3]);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await stack.Rest.GetAsync("networks/yard")).Status);
    }

    [Fact]
    public async Task A_rollback_shows_field_by_field_what_it_changes_back()
    {
        // A node has objects of a network only where it holds a block.
        const string Dog = "---\nkind: pod\nname: dog\nnetwork: yard\nnode: node-1\n";
        var file = await Cli.WriteAsync("yard.yaml", "kind: network\nname: yard\npodCidrs: [10.33.0.0/16]\n" + Dog);
        (await Cli.TypeAsync($"netaas apply -f {file} --wait")).Expect();
        var revision = (await Cli.TypeAsync("netaas history --kind pod --resource dog --limit 1 -o json | jq '.items[0].revision'")).Expect().Trim();
        await Cli.WriteAsync("yard.yaml", "kind: network\nname: yard\negress: none\nlabels: {state: wet}\n" + Dog);
        (await Cli.TypeAsync($"netaas apply -f {file} --wait")).Expect();

        var plan = await Cli.TypeAsync($"netaas rollback {revision} --dry-run --kernel");

        Assert.Equal(2, plan.Status);
        Assert.Contains("~ network yard\n    egress: none → masquerade\n    labels.state: wet → (none)\n", plan.Output, StringComparison.Ordinal);
        Assert.Contains("masquerade", plan.Output[plan.Output.IndexOf("node-1", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("1 changed", (await Cli.TypeAsync($"netaas rollback {revision} --yes --wait")).Expect(), StringComparison.Ordinal);
        Assert.StartsWith("no change", (await Cli.TypeAsync($"netaas rollback {revision} --dry-run")).Expect(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clash_is_told_at_the_line_of_its_field()
    {
        (await stack.Rest.PostAsync("networks", """{"name": "yard", "podCidrs": ["10.33.0.0/16"]}""")).Expect(System.Net.HttpStatusCode.Created);
        var file = await Cli.WriteAsync("clash.yaml", "kind: network\nname: fence\npodCidrs:\n  - 10.33.8.0/22\n");
        var refused = await Cli.TypeAsync($"netaas apply -f {file}");
        Assert.Equal(1, refused.Status);
        Assert.StartsWith($"{file}:4:5: network fence podCidrs[0]: 10.33.8.0/22 overlaps 10.33.0.0/16 of network 'yard'", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_apply_that_is_killed_has_done_all_or_nothing_and_another_one_finishes()
    {
        const int pods = 40;
        var set = string.Concat(Enumerable.Range(0, pods).Select(pod => $"kind: pod\nname: hen-{pod}\nnetwork: yard\nnode: node-{1 + pod % 3}\n---\n")) + "kind: network\nname: yard\npodCidrs: [10.33.0.0/16]\n";
        var file = await Cli.WriteAsync("hens.yaml", set);
        foreach (var after in new[] { "0.005", "0.02", "0.04", "0.08", "0.15" })
        {
            await Cli.TypeAsync($"timeout -s KILL {after} netaas apply -f {file}");
            var found = (await stack.Rest.ListAsync("pods?limit=1000")).Count(pod => $"{pod?["name"]}".StartsWith("hen-", StringComparison.Ordinal));
            Assert.True(found is 0 or pods, $"killed after {after} s it left {found} of {pods}");
        }
        (await Cli.TypeAsync($"netaas apply -f {file} --wait")).Expect();
        Assert.StartsWith("no change (41", (await Cli.TypeAsync($"netaas apply -f {file}")).Expect(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_is_kept_for_its_owner_alone_and_used_where_the_environment_says_nothing()
    {
        Assert.Equal(64, (await Cli.TypeAlonelyAsync("netaas get nodes")).Status);
        (await Cli.TypeAsync("echo $NETAAS_TOKEN | netaas login $NETAAS_URL --name here")).Expect();
        var path = Path.Combine(Cli.Folder, "config", "netaas", "contexts.json");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Contains("node-1", (await Cli.TypeAlonelyAsync("netaas get nodes")).Expect(), StringComparison.Ordinal);
        Assert.Equal(1, (await Cli.TypeAsync("echo wrong | netaas login $NETAAS_URL --name there")).Status);
        Assert.Equal($"* here   {stack.Rest.Url}/\n", (await Cli.TypeAlonelyAsync("netaas context list")).Expect());
        (await Cli.TypeAsync("netaas context remove here")).Expect();
    }
}
