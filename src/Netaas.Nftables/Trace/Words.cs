using System.Text.RegularExpressions;

namespace Netaas.Nftables.Trace;

/// <summary>nft text as words: quoted names, signs by themselves, everything else up to the next space, sign or line end.</summary>
internal sealed partial class Words(string text)
{
    private readonly string[] _words = [.. Pattern().Matches(text).Select(match => match.Value)];
    private int _next;

    public bool IsAtEnd => _next == _words.Length;

    /// <summary>The next word; empty at the end.</summary>
    public string Next => IsAtEnd ? "" : _words[_next];

    public string Take() => IsAtEnd ? throw new FormatException($"'{text}' ends too early.") : _words[_next++];

    /// <summary>Takes all of the words, if they come next.</summary>
    public bool TryTake(params ReadOnlySpan<string> words)
    {
        if (!_words.AsSpan(_next).StartsWith(words))
            return false;
        _next += words.Length;
        return true;
    }

    /// <exception cref="FormatException">Another word comes next.</exception>
    public void Expect(string word)
    {
        if (Take() is var found && found != word)
            throw new FormatException($"'{found}' instead of '{word}' in '{text}'.");
    }

    [GeneratedRegex("""
        "[^"]*"|[{},;]|!=|[^\s{},;"]+
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}
