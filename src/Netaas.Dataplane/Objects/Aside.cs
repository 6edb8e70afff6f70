namespace Netaas.Dataplane.Objects;

/// <summary>A value in a record that takes no part in its comparison.</summary>
internal readonly record struct Aside<T>(T Value)
{
    public bool Equals(Aside<T> other) => true;

    public override int GetHashCode() => 0;
}
