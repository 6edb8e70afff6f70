using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;

namespace Netaas.Nftables;

/// <summary>
/// The text of a rule without its comment. It is written as an interpolated string whose holes take typed values only;
/// a hole with a string in it doesn't compile.
/// <code>NftExpression.Of($"ip saddr {cidr} oifname != {bridge} masquerade")</code>
/// </summary>
public readonly record struct NftExpression
{
    private readonly string? _text;

    private NftExpression(string text) => _text = text;

    public string Text => _text ?? "";

    public static NftExpression Of(NftExpressionHandler text) => new(text.Build());

    public override string ToString() => Text;
}

/// <summary>Puts an <see cref="NftExpression"/> together; the compiler calls it.</summary>
[InterpolatedStringHandler]
public readonly ref struct NftExpressionHandler(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + 16 * formattedCount);

    public void AppendLiteral(string value) => _text.Append(value);

    public void AppendFormatted(NftValue value) => _text.Append(value.Text);

    public void AppendFormatted(NftName value) => _text.Append(value.Value);

    public void AppendFormatted(NftExpression value) => _text.Append(value.Text);

    public void AppendFormatted(IPAddress value) => AppendFormatted(NftValue.Of(value));

    public void AppendFormatted(IPNetwork value) => AppendFormatted(NftValue.Of(value));

    public void AppendFormatted(MacAddress value) => AppendFormatted(NftValue.Of(value));

    public void AppendFormatted(InterfaceName value) => AppendFormatted(NftValue.Of(value));

    public void AppendFormatted(uint value) => AppendFormatted(NftValue.Of(value));

    /// <summary>An anonymous set, in the order given.</summary>
    public void AppendFormatted(IEnumerable<NftValue> values) => _text.Append("{ ").AppendJoin(", ", values.Select(v => v.Text)).Append(" }");

    internal string Build() => _text.ToString();
}
