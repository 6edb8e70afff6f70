namespace Netaas.Host.Options;

/// <summary>What was asked for: a command, words after it, and options as `--key value`.</summary>
internal sealed record CommandLine(string Command, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Given)
{
    /// <summary>Null with a message where an option has no value or is given twice.</summary>
    public static (CommandLine? Line, string? Problem) Parse(IReadOnlyList<string> arguments)
    {
        var words = new List<string>();
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < arguments.Count; at++)
        {
            if (!arguments[at].StartsWith("--", StringComparison.Ordinal))
            {
                words.Add(arguments[at]);
                continue;
            }
            var key = arguments[at][2..];
            if (++at == arguments.Count)
                return (null, $"--{key} wants a value after it");
            if (!given.TryAdd(key, arguments[at]))
                return (null, $"--{key} is given twice");
        }
        return words is [var command, .. var rest]
            ? (new CommandLine(command, rest, given), null)
            : (null, "name a command");
    }
}
