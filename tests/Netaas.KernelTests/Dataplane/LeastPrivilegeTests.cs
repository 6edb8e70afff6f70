using System.Diagnostics;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>The data plane with no more than the unit under deploy/ gives it. One at a time with tests whose node's namespaces it makes too.</summary>
[Collection(nameof(LeastPrivilegeTests))]
public sealed class LeastPrivilegeTests
{
    [Theory]
    [InlineData("-class", "Netaas.KernelTests.Dataplane.RealNodeKernelTests")]
    [InlineData("-method", "Netaas.KernelTests.Dataplane.KernelWatchTests.A_change_inside_a_pod_is_told")]
    [InlineData("-class", "Netaas.KernelTests.Dataplane.HostFindingTests")]
    public void The_capabilities_of_the_unit_are_enough(string filter, string what)
    {
        var (status, output) = RunWith(CapabilitiesOfTheUnit(), filter, what);
        Assert.True(status == 0, output);
        Assert.DoesNotContain("Total: 0", output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> CapabilitiesOfTheUnit() => File.ReadLines(Path.Combine(Checkout(), "deploy/systemd/netaas-agent.service"))
        .Single(line => line.StartsWith("CapabilityBoundingSet=", StringComparison.Ordinal))["CapabilityBoundingSet=".Length..]
        .Split(' ')
        .Select(name => "+" + name["CAP_".Length..].ToLowerInvariant());

    private static (int Status, string Output) RunWith(IEnumerable<string> capabilities, string filter, string what)
    {
        string[] command =
        [
            $"--bounding-set=-all,{string.Join(',', capabilities)}", "--inh-caps=-all", "--no-new-privs",
            Environment.ProcessPath ?? "dotnet", typeof(LeastPrivilegeTests).Assembly.Location, filter, what, "-noColor",
        ];
        // An apphost is the program itself; dotnet needs to be told which.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet")
            command = [.. command.Where(argument => argument != typeof(LeastPrivilegeTests).Assembly.Location)];
        using var process = Process.Start(new ProcessStartInfo("setpriv", command) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("setpriv doesn't start.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static string Checkout()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Netaas.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Netaas.sln is in no folder above the tests.");
        return folder;
    }
}
