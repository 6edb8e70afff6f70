using System.Diagnostics;
using MassTransit;
using Netaas.Contracts;

namespace Netaas.Bench.Scale;

/// <summary>Notes when an agent first has to say that everything is as wanted, before it is put in words for the bus.</summary>
/// <param name="revision">What is wanted.</param>
internal sealed class FirstReport(long revision) : IPublishObserver
{
    /// <summary>A timestamp of <see cref="Stopwatch"/>; zero until then.</summary>
    public long At { get; private set; }

    public Task PrePublish<T>(PublishContext<T> context) where T : class
    {
        if (At == 0 && context.Message is NodeReport report && report.AppliedRevision >= revision)
            At = Stopwatch.GetTimestamp();
        return Task.CompletedTask;
    }

    public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Task.CompletedTask;
}
