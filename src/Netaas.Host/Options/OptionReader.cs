using System.Globalization;

namespace Netaas.Host.Options;

/// <summary>
/// Reads options given as `--key value` or in the environment as NETAAS_KEY, the command line first. Problems are collected,
/// so that whoever starts a process learns all of them at once.
/// </summary>
internal sealed class OptionReader
{
    private readonly IReadOnlyDictionary<string, string> _given;
    private readonly Func<string, string?> _environment;
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    public OptionReader(IReadOnlyDictionary<string, string> given, Func<string, string?> environment)
    {
        _given = given;
        _environment = environment;
    }

    /// <summary>All that is wrong, options that nobody asked about included; ask after everything is read.</summary>
    public IReadOnlyList<string> Problems =>
    [
        .. _problems,
        .. _given.Keys.Except(_known).Select(key => $"--{key} is no option of this command; it has --{string.Join(", --", _known)}"),
    ];

    public static string EnvironmentName(string key) => "NETAAS_" + key.ToUpperInvariant().Replace('-', '_');

    public string? Optional(string key)
    {
        _known.Add(key);
        var value = _given.TryGetValue(key, out var given) ? given : _environment(EnvironmentName(key));
        return string.IsNullOrWhiteSpace(value) ? null : value;
    }

    public string Text(string key, string fallback) => Optional(key) ?? fallback;

    public string Required(string key, string meaning)
    {
        if (Optional(key) is { } value)
            return value;
        _problems.Add($"--{key} (or {EnvironmentName(key)}) is missing: {meaning}");
        return "";
    }

    public string Secret(string key, string meaning)
    {
        var value = Required(key, meaning);
        if (value.Length is > 0 and < 16)
            _problems.Add($"--{key} has {value.Length} characters; a secret needs 16 at least");
        return value;
    }

    public int Number(string key, int fallback, int lowest, int highest)
    {
        if (Optional(key) is not { } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest)
            return number;
        _problems.Add($"--{key} is {text}; give a whole number from {lowest} to {highest}");
        return fallback;
    }

    public bool Flag(string key)
    {
        if (Optional(key) is not { } text)
            return false;
        if (!bool.TryParse(text, out var value))
            _problems.Add($"--{key} is {text}; give true or false");
        return value;
    }

    public Uri Url(string key, string meaning)
    {
        var text = Required(key, meaning);
        if (Uri.TryCreate(text, UriKind.Absolute, out var url))
            return url;
        if (text.Length > 0)
            _problems.Add($"--{key} is {text}; give {meaning}");
        return new Uri("http://unset.invalid");
    }

    public T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        if (Optional(key) is not { } text)
            return fallback;
        if (Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice))
            return choice;
        var names = Enum.GetNames<T>().Select(name => name.ToLowerInvariant());
        _problems.Add($"--{key} is {text}; choose {string.Join(" or ", names)}");
        return fallback;
    }

    public void Refuse(string problem) => _problems.Add(problem);
}
