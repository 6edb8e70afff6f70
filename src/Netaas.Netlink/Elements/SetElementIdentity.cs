namespace Netaas.Netlink.Elements;

/// <summary>Elements are the same where their keys are, and the ends of their ranges.</summary>
internal sealed class SetElementIdentity : IEqualityComparer<SetElement>
{
    public static readonly SetElementIdentity Comparer = new();

    public bool Equals(SetElement x, SetElement y) => x.Key.Span.SequenceEqual(y.Key.Span) && x.KeyEnd.Span.SequenceEqual(y.KeyEnd.Span);

    public int GetHashCode(SetElement obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(obj.Key.Span);
        hash.AddBytes(obj.KeyEnd.Span);
        return hash.ToHashCode();
    }
}
