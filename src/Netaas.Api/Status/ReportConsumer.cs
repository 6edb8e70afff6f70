using MassTransit;
using Netaas.Api.Observability;
using Netaas.Contracts;

namespace Netaas.Api.Status;

/// <summary>Takes the nodes' reports off the bus; every process of the API gets each.</summary>
internal sealed class ReportConsumer(NodeBoard board) : IConsumer<NodeReport>
{
    public Task Consume(ConsumeContext<NodeReport> context)
    {
        Tracing.Reported(context.Message);
        board.Take(context.Message);
        return Task.CompletedTask;
    }
}

/// <summary>One queue for each process of the API, gone with it: a report that nobody heard is followed by another.</summary>
internal sealed class ReportConsumerDefinition : ConsumerDefinition<ReportConsumer>
{
    public ReportConsumerDefinition()
    {
        Endpoint(endpoint =>
        {
            endpoint.Name = $"netaas-reports-{Guid.NewGuid():N}";
            endpoint.Temporary = true;
        });
        ConcurrentMessageLimit = 1;
    }
}
