namespace Netaas.Host.Options;

internal enum BusKind
{
    /// <summary>Within one process; the default, as it needs nothing.</summary>
    Memory,

    /// <summary>Between processes.</summary>
    RabbitMq,
}

/// <summary>Which bus carries the messages.</summary>
/// <param name="RabbitMq">The broker with user and password; null with the in-memory bus.</param>
internal sealed record BusOptions(BusKind Kind, Uri? RabbitMq)
{
    public static BusOptions InMemory { get; } = new(BusKind.Memory, null);

    public static BusOptions Read(OptionReader reader, BusKind fallback)
    {
        var kind = reader.Choice("bus", fallback);
        var broker = reader.Optional("rabbitmq");
        if (kind == BusKind.Memory)
            return InMemory;
        if (Uri.TryCreate(broker, UriKind.Absolute, out var url) && url.Scheme is "amqp" or "amqps")
            return new BusOptions(kind, url);
        reader.Refuse("--rabbitmq (or NETAAS_RABBITMQ) wants the broker as amqp://user:password@host:port");
        return new BusOptions(kind, null);
    }
}
