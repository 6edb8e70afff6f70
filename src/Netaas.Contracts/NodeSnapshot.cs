using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Contracts;

/// <summary>Everything that concerns a node. Items may be newer than <see cref="Revision"/>; none up to it is missing.</summary>
public sealed record NodeSnapshot(NodeId Node, long Revision, EquatableList<ViewItem> Items);
