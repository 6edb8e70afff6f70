namespace Netaas.Cni;

/// <summary>The versions of the specification that the plugin speaks, oldest first.</summary>
internal static class SpecVersion
{
    public static readonly string[] Supported = ["0.4.0", "1.0.0", "1.1.0"];

    public static string Newest => Supported[^1];

    /// <summary>Before 1.0.0 an address also says of which family it is.</summary>
    public static bool NamesFamilies(string version) => version == "0.4.0";

    /// <summary>From 1.1.0 on interfaces say their MTU, and there are GC and STATUS.</summary>
    public static bool HasStatus(string version) => version == "1.1.0";
}
