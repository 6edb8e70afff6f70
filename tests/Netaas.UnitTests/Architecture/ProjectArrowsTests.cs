using Xunit;

namespace Netaas.UnitTests.Architecture;

public sealed class ProjectArrowsTests
{
    /// <summary>Which projects each one may use. A new project gets its line here with the commit that makes it.</summary>
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Netaas.Core"] = [],
        ["Netaas.Netlink"] = ["Netaas.Core"],
        ["Netaas.Nftables"] = ["Netaas.Core"],
        ["Netaas.Contracts"] = ["Netaas.Core"],
        ["Netaas.Dataplane"] = ["Netaas.Core", "Netaas.Netlink", "Netaas.Nftables"],
        ["Netaas.Agent"] = ["Netaas.Core", "Netaas.Contracts", "Netaas.Dataplane"],
        ["Netaas.Api"] = ["Netaas.Core", "Netaas.Contracts", "Netaas.Dataplane"],
        // Of the contracts it compiles the local protocol's files alone, for another framework.
        ["Netaas.Cni"] = [],
        // They know the API by its document alone.
        ["Netaas.Cli"] = [],
        ["Netaas.Terraform"] = [],
        ["Netaas.Lab"] = ["Netaas.Core", "Netaas.Netlink", "Netaas.Nftables"],
        ["Netaas.Host"] = ["Netaas.Core", "Netaas.Contracts", "Netaas.Api", "Netaas.Agent", "Netaas.Lab"],
    };

    public static TheoryData<string> Projects => [.. SourceTree.Projects().Select(SourceTree.ProjectName)];

    [Theory, MemberData(nameof(Projects))]
    public void A_project_refers_only_to_the_projects_below_it(string project)
    {
        Assert.True(s_allowed.TryGetValue(project, out var allowed), $"{project} has no line in the list of allowed arrows");
        var references = SourceTree.Includes(Csproj(project), "ProjectReference").Select(Path.GetFileNameWithoutExtension);
        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void Core_uses_no_package() => Assert.Empty(SourceTree.Includes(Csproj("Netaas.Core"), "PackageReference"));

    [Theory]
    [InlineData("Netaas.Core")]
    [InlineData("Netaas.Netlink")]
    [InlineData("Netaas.Nftables")]
    [InlineData("Netaas.Dataplane")]
    public void The_libraries_below_the_agent_use_no_package_and_no_web_framework(string project)
    {
        Assert.Empty(SourceTree.Includes(Csproj(project), "PackageReference"));
        Assert.Empty(SourceTree.Includes(Csproj(project), "FrameworkReference"));
    }

    [Fact]
    public void The_api_uses_only_the_pure_half_of_the_data_plane()
    {
        string[] kernelSide = ["Netaas.Dataplane.Kernel", "Netaas.Netlink", "Netaas.Nftables"];
        var offenders = SourceTree.CodeFiles("Netaas.Api")
            .Where(file => kernelSide.Any(name => File.ReadAllText(file).Contains(name, StringComparison.Ordinal)));
        Assert.Empty(offenders);
    }

    [Theory, MemberData(nameof(Projects))]
    public void Only_the_two_kernel_libraries_call_native_code(string project)
    {
        if (project is "Netaas.Netlink" or "Netaas.Nftables")
            return;
        var offenders = SourceTree.CodeFiles(project)
            .Where(file => File.ReadLines(file).Any(line => line.Contains("LibraryImport(", StringComparison.Ordinal) || line.Contains("DllImport(", StringComparison.Ordinal)));
        Assert.Empty(offenders);
    }

    private static string Csproj(string project) => Path.Combine(SourceTree.Root, "src", project, project + ".csproj");
}
