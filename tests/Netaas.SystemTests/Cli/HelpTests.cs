using Netaas.Cli.Commands;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cli;

[Collection(AllInOneCollection.Name)]
public sealed class HelpTests(AllInOneStack stack)
{
    /// <summary>All commands, in an order in which their examples make a story; with plans that have something to do.</summary>
    private static readonly string[] s_story =
    [
        "login", "context", "context list", "schema", "completion", "calc", "calc subnet", "calc plan",
        "plan", "apply", "get", "describe", "exec", "netns", "node", "node join",
        "create", "create project", "create token", "create pool", "create reservation", "create network", "create pod", "create service", "create port-mapping",
        "get", "history", "watch", "rollback", "context use", "delete", "context remove",
    ];

    [Fact]
    public async Task Every_example_of_the_help_works()
    {
        var cli = await CommandLine.InstallAsync(stack);
        var verbs = CommandTree.Build().Subcommands.OfType<Verb>().SelectMany(verb => Named(verb, "")).ToDictionary(one => one.Name, one => one.Verb);
        Assert.Equal(verbs.Keys.Order(StringComparer.Ordinal), s_story.Distinct().Order(StringComparer.Ordinal));
        try
        {
            foreach (var name in s_story)
            {
                var help = (await cli.TypeAsync($"netaas {name} --help")).Expect();
                foreach (var example in verbs[name].Examples)
                {
                    Assert.Contains("  " + example + "\n", help, StringComparison.Ordinal);
                    var ran = await cli.TypeAsync($"cd {cli.Folder} && ln -sfn {NetaasStack.Checkout}/deploy deploy && {example}");
                    Assert.True(ran.Status == (name == "plan" ? 2 : 0), $"{example} ended with {ran.Status}\n{ran.Output}\n{ran.Errors}");
                }
            }
        }
        finally
        {
            foreach (var path in new[] { "networks/blue?cascade=true", "networks/shop?cascade=true", "projects/team-c?cascade=true", "tokens/deployer", "pools/racks?cascade=true" })
                await stack.Rest.DeleteAsync(path);
            foreach (var held in (await stack.Rest.GetAsync("pools/racks/reservations")).Body?["items"]?.AsArray() ?? [])
                await stack.Rest.DeleteAsync($"pools/racks/reservations/{held?["id"]}");
            await stack.Rest.DeleteAsync("pools/racks");
        }
    }

    [Fact]
    public async Task A_tab_knows_the_names_of_the_installation()
    {
        var cli = await CommandLine.InstallAsync(stack);
        var suggested = (await cli.TypeAsync("netaas '[suggest:20]' 'netaas get nodes nod'")).Expect().Split('\n');
        Assert.Contains("node-2", suggested);
        Assert.DoesNotContain("pods", suggested);
        foreach (var shell in new[] { "bash", "zsh", "fish" })
            Assert.Contains("suggest:", (await cli.TypeAsync($"netaas completion {shell}")).Expect(), StringComparison.Ordinal);
        var bash = await cli.TypeAsync("source <(netaas completion bash); COMP_LINE='netaas get nodes node-' COMP_POINT=22 COMP_WORDS=(netaas get nodes node-) COMP_CWORD=3; _netaas; printf '%s ' \"${COMPREPLY[@]}\"");
        Assert.Equal(["node-1", "node-2", "node-3"], bash.Expect().Trim().Split(' ').Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Name, Verb Verb)> Named(Verb verb, string parent) =>
        verb.Subcommands.OfType<Verb>().SelectMany(inner => Named(inner, $"{parent}{verb.Name} ")).Prepend((parent + verb.Name, verb));
}
