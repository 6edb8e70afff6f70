namespace Netaas.Nftables;

/// <summary>nftables can't be read or used. Refused changes are no exceptions but an <see cref="NftResult"/>.</summary>
public sealed class NftablesException(string message) : Exception(message);
