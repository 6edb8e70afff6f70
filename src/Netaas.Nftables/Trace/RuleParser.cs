using System.Globalization;
using Netaas.Core.Addressing;

namespace Netaas.Nftables.Trace;

/// <summary>
/// Reads a rule into statements. It knows the words that our rulesets use and refuses all others: a tracer that passed over
/// what it doesn't know would say that a packet is accepted when it isn't.
/// </summary>
/// <param name="sets">A named set or map of the rule's table; throws where there is none.</param>
internal sealed class RuleParser(string text, Func<string, ElementTable> sets)
{
    private readonly Words _words = new(text);

    /// <exception cref="FormatException">The rule uses what the tracer doesn't know.</exception>
    public IReadOnlyList<Statement> Parse()
    {
        var statements = new List<Statement>();
        while (!_words.IsAtEnd)
            if (!TakeWithoutEffect())
                statements.Add(Next());
        return statements;
    }

    private bool TakeWithoutEffect()
    {
        if (_words.TryTake("comment"))
            _words.Take();
        else if ((_words.TryTake("add") || _words.TryTake("update") || _words.TryTake("delete")) && _words.Take().StartsWith('@'))
            // What a rule remembers of a packet is for later ones.
            while (_words.Take() != "}")
            {
            }
        else if (!_words.TryTake("counter"))
            return false;
        return true;
    }

    private Statement Next()
    {
        if (_words.TryTake("ether", "daddr", "set"))
            return new Readdress(MacAddress.TryParse(_words.Next, out var mac) && _words.Take() is not null ? mac : throw Unknown(_words.Next));
        if (_words.TryTake("meta", "pkttype", "set", "host"))
            return new CountAsOwn();
        if (_words.TryTake("meta", "mark", "set"))
            return Mark();
        if (Selectors.TryTake(_words) is { } first)
            return new Match(Joined(first), _words.TryTake("!="), Elements());
        var word = _words.Take();
        return word switch
        {
            "accept" or "drop" or "return" => new Decide(word),
            "reject" => Rejection(),
            "masquerade" => new Masquerade(),
            "jump" or "goto" => new Enter(_words.Take(), Returns: word == "jump"),
            "dnat" => Translation(),
            _ => throw Unknown(word),
        };
    }

    /// <summary>A drop that says so.</summary>
    private Decide Rejection()
    {
        if (_words.TryTake("with"))
            for (var i = 0; i < 2; i++)
                _words.Take();
        return new Decide("drop");
    }

    private Statement Mark()
    {
        if (_words.TryTake("numgen", "random", "mod"))
        {
            _words.Take();
            _words.Expect("offset");
            return new SetMark(Number(_words.Take()));
        }
        if (Selectors.TryTake(_words) is not { } first)
            return new SetMark(Number(_words.Take()));
        var key = Joined(first);
        _words.Expect("map");
        return new MapMark(key, Named(_words.Take()));
    }

    private uint Number(string word)
    {
        var isHex = word.StartsWith("0x", StringComparison.Ordinal);
        return uint.TryParse(isHex ? word[2..] : word, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Unknown(word);
    }

    private Translate Translation()
    {
        if (!_words.TryTake("ip", "to") && !_words.TryTake("ip6", "to"))
            throw Unknown(_words.Next);
        if (Selectors.TryTake(_words) is not { } first)
            throw Unknown(_words.Next);
        var key = Joined(first);
        _words.Expect("map");
        return new Translate(key, Named(_words.Take()));
    }

    private List<Selector> Joined(Selector first)
    {
        var selectors = new List<Selector> { first };
        while (_words.TryTake("."))
            selectors.Add(Selectors.TryTake(_words) ?? throw Unknown(_words.Next));
        return selectors;
    }

    private ElementTable Elements()
    {
        if (_words.Next.StartsWith('@'))
            return Named(_words.Take());
        var listed = new ElementTable();
        var inBraces = _words.TryTake("{");
        do
            listed.Add(Key(), "");
        while (_words.TryTake(","));
        if (inBraces)
            _words.Expect("}");
        return listed;
    }

    private string Key()
    {
        var key = _words.Take();
        while (_words.TryTake("."))
            key += " . " + _words.Take();
        return key;
    }

    private ElementTable Named(string reference)
    {
        if (!reference.StartsWith('@'))
            throw Unknown(reference);
        return sets(reference[1..]);
    }

    private FormatException Unknown(string word) => new($"The tracer doesn't know '{word}' in the rule '{text}'.");
}
