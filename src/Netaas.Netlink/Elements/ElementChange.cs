namespace Netaas.Netlink;

/// <summary>One change of a transaction.</summary>
/// <param name="IsDeletion">Else the element is added; the same again is no error, the same key with another value is one.</param>
public readonly record struct ElementChange(SetAddress Set, SetElement Element, bool IsDeletion);
