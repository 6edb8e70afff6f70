namespace Netaas.Core.Naming;

/// <summary>Identifies a node for ever (UUIDv7).</summary>
public readonly record struct NodeId(Guid Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a network for ever (UUIDv7).</summary>
public readonly record struct NetworkId(Guid Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a pod for ever (UUIDv7).</summary>
public readonly record struct PodId(Guid Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a service for ever (UUIDv7).</summary>
public readonly record struct ServiceId(Guid Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a port mapping for ever (UUIDv7).</summary>
public readonly record struct PortMappingId(Guid Value)
{
    public override string ToString() => Value.ToString();
}
