using System.Text.RegularExpressions;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>The table of the specification's requirements, in the plugin's README.</summary>
public sealed partial class CniSpecificationTests
{
    [Fact]
    public async Task Each_requirement_names_tests_that_are_there()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(NetaasStack.Checkout, "src/Netaas.Cni/README.md"), TestContext.Current.CancellationToken);
        var rows = readme[readme.IndexOf("| section | requirement | tests |", StringComparison.Ordinal)..].Split('\n').Skip(2).Where(row => row.Length > 0).ToList();
        var tests = typeof(CniSpecificationTests).Assembly.GetTypes().Where(type => type.Namespace == typeof(CniSpecificationTests).Namespace)
            .SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0).Select(method => method.Name).ToHashSet();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var named = Name().Matches(row.Split('|')[3]).Select(name => name.Groups[1].Value).ToList();
            Assert.True(named.Count > 0, "no test for: " + row);
            Assert.All(named, name => Assert.Contains(name, tests));
        }
    }

    [GeneratedRegex("`([A-Za-z0-9_]+)`")]
    private static partial Regex Name();
}
