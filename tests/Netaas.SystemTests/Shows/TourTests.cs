using System.Text.RegularExpressions;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>The tour of the README, as it stands there.</summary>
internal static partial class Tour
{
    public static async Task RunAsync(NetaasStack stack)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(NetaasStack.Checkout, "README.md"));
        var chapter = readme.Split("\n## ").Single(part => part.StartsWith("A tour\n", StringComparison.Ordinal));
        var blocks = Fence().Matches(chapter).Select(match => match.Groups[1].Value).ToList();
        Assert.True(blocks.Count >= 6, "the tour has lost its commands");

        // Where the reader stands: a checkout whose run folder is this stack's.
        var folder = Directory.CreateTempSubdirectory("netaas-tour-").FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder, ".run"), stack.RunFolder);
            var script = "set -euo pipefail\n" + string.Join('\n', blocks);
            var output = (await Shell.BashAsync(script, stack.Environment, folder)).Expect();
            var clients = (await File.ReadAllLinesAsync(Path.Combine(folder, "web.log")))
                .Where(line => line.Contains("\"GET ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).ToList();
            Assert.Equal(2, clients.Count);
            Assert.StartsWith("10.10.", clients[0], StringComparison.Ordinal);
            Assert.Contains($"\"{clients[0]}\"", output, StringComparison.Ordinal);
            Assert.Equal("198.51.100.2", clients[1]);
            Assert.Equal(3, Regex.Count(output, "\"phase\": \"Ready\""));
            Assert.Empty(await stack.Rest.ListAsync("networks"));
            Assert.Empty(await stack.Rest.ListAsync("pods"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}

[Collection(AllInOneCollection.Name)]
public sealed class TourTests(AllInOneStack stack)
{
    [Fact]
    public Task The_readmes_tour_works_as_it_stands() => Tour.RunAsync(stack);
}
