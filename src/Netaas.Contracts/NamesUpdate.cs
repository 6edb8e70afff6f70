namespace Netaas.Contracts;

/// <summary>
/// State for all nodes that serve names, one link of the one stream that they share: published once, however many there are.
/// Its rules are those of <see cref="NodeUpdate"/>, whose node says nothing here.
/// </summary>
public sealed record NamesUpdate(NodeUpdate Link);
