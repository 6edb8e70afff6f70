using MassTransit;
using Netaas.Core.Json;
using Netaas.Host.Options;

namespace Netaas.Host.Bus;

/// <summary>
/// The one place that knows which transport carries the messages. Who consumes what says so through MassTransit's own
/// registration, the same for both.
/// </summary>
internal static class BusWiring
{
    public static void AddNetaasBus(this IServiceCollection services, BusOptions options, Action<IBusRegistrationConfigurator> register)
    {
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            register(bus);
            if (options.RabbitMq is { } broker)
                bus.UsingRabbitMq((context, transport) =>
                {
                    transport.Host(broker);
                    transport.ConfigureJsonSerializerOptions(NetaasJson.Configure);
                    transport.ConfigureEndpoints(context);
                });
            else
                bus.UsingInMemory((context, transport) =>
                {
                    transport.ConfigureJsonSerializerOptions(NetaasJson.Configure);
                    transport.ConfigureEndpoints(context);
                });
        });
        // The API answers, and agents keep their nodes in order, while the broker is away.
        services.Configure<MassTransitHostOptions>(host => host.WaitUntilStarted = false);
    }
}
