using System.Runtime.CompilerServices;
using Xunit;

namespace Netaas.UnitTests.Dataplane;

/// <summary>Files that say what comes out. <c>NETAAS_GOLDEN=update</c> writes them instead of comparing.</summary>
internal static class Golden
{
    public static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    public static void Check(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("NETAAS_GOLDEN") == "update")
            File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"{path} is missing; NETAAS_GOLDEN=update writes it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
