using System.Text.RegularExpressions;
using Xunit;

namespace Netaas.UnitTests.Architecture;

/// <summary>The one thing of style that neither the compiler nor a look at white space tells.</summary>
public sealed partial class UsingOrderTests
{
    [Fact]
    public void Namespaces_are_named_in_order_those_of_the_system_first()
    {
        var files = SourceTree.WrittenCode().ToList();
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => !IsOrdered(File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("using System;\nusing System.Text;\nusing Netaas.Core;\nusing static Netaas.Core.Words;\nusing Word = Netaas.Core.Vni;\n", true)]
    [InlineData("using System.Text;\nusing System;\n", false)]
    [InlineData("using Netaas.Core;\nusing System;\n", false)]
    [InlineData("using Netaas.Core.Naming;\nusing Netaas.Core;\n", false)]
    [InlineData("using static Netaas.Core.Words;\nusing Netaas.Core;\n", false)]
    public void The_check_sees_an_order(string code, bool isOrdered) => Assert.Equal(isOrdered, IsOrdered(code));

    private static bool IsOrdered(string code)
    {
        var keys = Using().Matches(code).Select(Key).ToList();
        return keys.SequenceEqual(keys.Order(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What it sorts by: its kind, the system's own, the parts of its name, of which the shorter of two comes first.</summary>
    private static string Key(Match line)
    {
        var (kind, name) = (line.Groups["kind"].Value, line.Groups["name"].Value);
        var rank = kind.Length == 0 ? 0 : kind == "static " ? 1 : 2;
        var first = rank == 0 && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal)) ? 0 : 1;
        return $"{rank}{first}{(rank == 2 ? kind : name.Replace('.', ' '))}";
    }

    [GeneratedRegex(@"^using (?<kind>static |\w+ = )?(?<name>[\w.]+)(<.*>)?;$", RegexOptions.Multiline)]
    private static partial Regex Using();
}
