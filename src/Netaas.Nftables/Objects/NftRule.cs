using System.Security.Cryptography;
using System.Text;

namespace Netaas.Nftables;

/// <summary>
/// A rule. The kernel lists rules in other words than they were written in, so each carries a mark in its comment, made
/// from its text: a rule read back is the wanted one when the marks are equal.
/// </summary>
/// <param name="Chain">The chain it stands in; rules of a chain are ordered.</param>
/// <param name="Note">A few words for people, put behind the mark: letters, digits, spaces and <c>_ . / : -</c>; others become <c>?</c>.</param>
public sealed record NftRule(NftName Chain, NftExpression Expression, string Note = "")
{
    /// <summary>The kernel takes 127 bytes of comment (<c>NFTNL_UDATA_COMMENT_MAXLEN</c>).</summary>
    public const int MaxCommentLength = 127;

    private const int MarkLength = 10;

    /// <summary>The comment as the kernel keeps it: ten hexadecimal digits of SHA-256 over the text, then the note.</summary>
    public string Comment => Note.Length == 0 ? Mark() : string.Concat(Mark(), " ", Clean(Note));

    private string Mark()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(Expression.Text), hash);
        return Convert.ToHexStringLower(hash[..(MarkLength / 2)]);
    }

    private static string Clean(string note)
    {
        var length = Math.Min(note.Length, MaxCommentLength - MarkLength - 1);
        return string.Create(length, note, static (text, source) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is ' ' or '_' or '.' or '/' or ':' or '-' ? source[i] : '?';
        });
    }
}
