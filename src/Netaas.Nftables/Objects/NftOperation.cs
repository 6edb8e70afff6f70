namespace Netaas.Nftables.Objects;

/// <summary>One step of a transaction.</summary>
internal abstract record NftOperation(NftTable Table);

internal sealed record AddTable(NftTable Table) : NftOperation(Table);

internal sealed record DeleteTable(NftTable Table) : NftOperation(Table);

internal sealed record AddChain(NftTable Table, NftChain Chain) : NftOperation(Table);

internal sealed record FlushChain(NftTable Table, NftName Chain) : NftOperation(Table);

internal sealed record DeleteChain(NftTable Table, NftName Chain) : NftOperation(Table);

internal sealed record AddRule(NftTable Table, NftRule Rule) : NftOperation(Table);

internal sealed record AddSet(NftTable Table, NftSet Set) : NftOperation(Table);

internal sealed record FlushSet(NftTable Table, NftSet Set) : NftOperation(Table);

internal sealed record DeleteSet(NftTable Table, NftSet Set) : NftOperation(Table);

internal sealed record AddElement(NftTable Table, NftElement Element) : NftOperation(Table);

internal sealed record DeleteElement(NftTable Table, NftElement Element) : NftOperation(Table);
