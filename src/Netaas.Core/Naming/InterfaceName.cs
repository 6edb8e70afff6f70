using System.Diagnostics.CodeAnalysis;

namespace Netaas.Core.Naming;

/// <summary>A network interface's name: 1 to 15 visible ASCII characters, no slash, no colon (<c>IFNAMSIZ</c> is 16 with its zero byte).</summary>
public readonly record struct InterfaceName
{
    public const int MaxLength = 15;

    /// <exception cref="ArgumentException">The kernel would refuse the name (<c>net/core/dev.c: dev_valid_name</c>).</exception>
    public InterfaceName(string value)
    {
        if (!IsValid(value))
            throw new ArgumentException($"'{value}' is no interface name.", nameof(value));
        Value = value;
    }

    public string Value { get; }

    public static bool IsValid([NotNullWhen(true)] string? text)
    {
        if (text is null or "" or "." or ".." || text.Length > MaxLength)
            return false;
        foreach (var c in text)
            if (c is <= ' ' or > '~' or '/' or ':')
                return false;
        return true;
    }

    public override string ToString() => Value;
}
