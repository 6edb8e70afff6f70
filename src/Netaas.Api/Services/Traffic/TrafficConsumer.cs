using MassTransit;
using Netaas.Api.Nodes;
using Netaas.Contracts;

namespace Netaas.Api.Services.Traffic;

/// <summary>Takes answers off the bus; every process of the API gets each, as none knows which of them asked.</summary>
internal sealed class TrafficConsumer(NodeQuestions<TrafficReply> questions) : IConsumer<TrafficReply>
{
    public Task Consume(ConsumeContext<TrafficReply> context)
    {
        questions.Take(context.Message.Request, context.Message);
        return Task.CompletedTask;
    }
}

internal sealed class TrafficConsumerDefinition : ConsumerDefinition<TrafficConsumer>
{
    public TrafficConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.Name = $"netaas-traffic-{Guid.NewGuid():N}";
        endpoint.Temporary = true;
    });
}
