using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Netaas.Agent;
using Netaas.Contracts;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

public sealed class BusListenerTests : IAsyncLifetime
{
    private const string Queue = "node";

    private readonly ServiceProvider _services = new ServiceCollection().AddMassTransit(bus => bus.UsingInMemory()).BuildServiceProvider();
    private readonly Channel<Guid> _taken = Channel.CreateUnbounded<Guid>();
    private readonly Channel<int> _begun = Channel.CreateUnbounded<int>();
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new();
    private readonly List<Ear> _ears = [];
    private Task _listening = Task.CompletedTask;

    private IBusControl Bus => _services.GetRequiredService<IBusControl>();

    public async ValueTask InitializeAsync() => await Bus.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _ears.ForEach(ear => ear.Recover());
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _listening);
        await Bus.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_queue_that_became_deaf_is_listened_at_anew_and_what_was_missed_is_asked_for()
    {
        Listen(new HurriedTime(8));
        await BegunAsync(with: 1);
        await AskedIsTakenAsync();
        _ears[0].IsDeaf = true;
        await BegunAsync(with: 2);
        await AskedIsTakenAsync();
    }

    [Fact]
    public async Task A_queue_whose_endpoint_can_not_be_stopped_is_listened_at_anew_too()
    {
        Listen(new HurriedTime(8));
        await BegunAsync(with: 1);
        _ears[0].IsStuck = true;
        await BegunAsync(with: 2);
        await AskedIsTakenAsync();
    }

    [Fact]
    public async Task A_queue_for_which_there_is_no_news_is_not_left()
    {
        Listen(new HurriedTime(4));
        await BegunAsync(with: 1);
        await _ears[0].HeardAsync(2);
        Assert.Single(_ears);
    }

    private void Listen(TimeProvider time) => _listening = BusListener.RunAsync(
        new AgentEdges(new(Bus), _http, time, NullLoggerFactory.Instance), (Queue, Shape), () => _begun.Writer.TryWrite(_ears.Count), _stop.Token);

    private void Shape(IReceiveEndpointConfigurator endpoint)
    {
        var ear = new Ear();
        _ears.Add(ear);
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.UseFilter(ear);
        endpoint.Handler<NodeStateRequest>(context => _taken.Writer.WriteAsync(context.Message.Request).AsTask());
    }

    private async Task AskedIsTakenAsync()
    {
        var request = Guid.NewGuid();
        var endpoint = await Bus.GetSendEndpoint(new Uri("queue:" + Queue));
        await endpoint.Send(new NodeStateRequest(Views.NodeId(1), request));
        Assert.Equal(request, await FirstAsync(_taken));
    }

    private async Task BegunAsync(int with)
    {
        while (await FirstAsync(_begun) != with)
        {
            // Of the ear before.
        }
    }

    private static async Task<T> FirstAsync<T>(Channel<T> channel)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await channel.Reader.ReadAsync(patience.Token);
    }

    /// <summary>What an endpoint does with what arrives before anybody else sees it.</summary>
    private sealed class Ear : IFilter<ConsumeContext>
    {
        private readonly Channel<bool> _heard = Channel.CreateUnbounded<bool>();
        private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsDeaf { get; set; }

        public bool IsStuck { get; set; }

        public void Recover() => _recovered.TrySetResult();

        public async Task HeardAsync(int count)
        {
            for (var heard = 0; heard < count; heard++)
                await FirstAsync(_heard);
        }

        public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
        {
            if (IsStuck)
                await _recovered.Task;
            if (IsDeaf)
                return;
            await next.Send(context);
            _heard.Writer.TryWrite(true);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope(nameof(Ear));
    }

    /// <summary>Each wait is so many times shorter than asked.</summary>
    private sealed class HurriedTime(int times) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Hurried(dueTime), Hurried(period));

        private TimeSpan Hurried(TimeSpan time) => time > TimeSpan.Zero ? time / times : time;
    }
}
