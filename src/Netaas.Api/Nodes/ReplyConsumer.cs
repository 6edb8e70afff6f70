using MassTransit;

namespace Netaas.Api.Nodes;

/// <summary>Takes answers off the bus; every process of the API gets each, as none knows which of them asked.</summary>
internal sealed class ReplyConsumer<TReply>(NodeQuestions<TReply> questions) : IConsumer<TReply>
    where TReply : class
{
    public Task Consume(ConsumeContext<TReply> context)
    {
        questions.Take(context.Message);
        return Task.CompletedTask;
    }
}

internal sealed class ReplyConsumerDefinition<TReply> : ConsumerDefinition<ReplyConsumer<TReply>>
    where TReply : class
{
    public ReplyConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.Name = $"netaas-replies-{Guid.NewGuid():N}";
        endpoint.Temporary = true;
    });
}
