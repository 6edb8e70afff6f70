namespace Netaas.Cni;

/// <summary>The parameters of a call: the specification's environment variables.</summary>
/// <param name="Netns">Empty where there is none.</param>
internal sealed record PluginEnvironment(string Command, string ContainerId, string Netns, string Interface, IReadOnlyDictionary<string, string> Arguments)
{
    public static PluginEnvironment Read(Func<string, string?> variable) => new(
        variable("CNI_COMMAND") ?? "",
        variable("CNI_CONTAINERID") ?? "",
        variable("CNI_NETNS") ?? "",
        variable("CNI_IFNAME") ?? "",
        ReadArguments(variable("CNI_ARGS") ?? ""));

    /// <summary>Says what is missing, all at once.</summary>
    /// <exception cref="CniException">Something is.</exception>
    public void Require(bool container, bool netns)
    {
        List<string> problems = [];
        if (container && ContainerId.Length == 0)
            problems.Add("CNI_CONTAINERID is missing");
        else if (container && !IsContainerId(ContainerId))
            problems.Add("CNI_CONTAINERID must begin with a letter or digit and go on with those, '_', '.' or '-'");
        if (container && Interface.Length == 0)
            problems.Add("CNI_IFNAME is missing");
        else if (container && !IsInterface(Interface))
            problems.Add("CNI_IFNAME must be an interface's name: 1 to 15 characters without spaces, '/' and ':', not '.' or '..'");
        if (netns && Netns.Length == 0)
            problems.Add("CNI_NETNS is missing");
        if (problems.Count > 0)
            throw new CniException(ErrorCode.InvalidEnvironment, string.Join("; ", problems) + ".");
    }

    private static bool IsContainerId(string text)
    {
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
                return false;
        return char.IsAsciiLetterOrDigit(text[0]);
    }

    private static bool IsInterface(string text)
    {
        foreach (var c in text)
            if (c is '/' or ':' || char.IsWhiteSpace(c))
                return false;
        return text.Length <= 15 && text is not ("." or "..");
    }

    /// <summary><c>key=value</c> pairs between semicolons. What makes no sense is left to those who do know it.</summary>
    private static Dictionary<string, string> ReadArguments(string text)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (part.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                pairs[part[..at]] = part[(at + 1)..];
        return pairs;
    }
}
