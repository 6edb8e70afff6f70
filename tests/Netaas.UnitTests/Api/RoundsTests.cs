using Netaas.Api.Data;
using Xunit;

namespace Netaas.UnitTests.Api;

public sealed class RoundsTests
{
    private readonly List<int[]> _served = [];
    private readonly Queue<TaskCompletionSource> _gates = [];

    [Fact]
    public async Task Who_asks_alone_is_served_at_once()
    {
        var rounds = new Rounds<int, int>(10, DoubleAsync);

        var answer = rounds.AskAsync(3);

        Assert.Equal([[3]], _served);
        Assert.Equal(6, await answer);
    }

    [Fact]
    public async Task Who_comes_while_a_round_is_under_way_goes_with_the_next()
    {
        var gate = Gate();
        var rounds = new Rounds<int, int>(2, DoubleAsync);
        var answers = Enumerable.Range(1, 4).Select(rounds.AskAsync).ToList();
        Assert.Equal([[1]], _served);

        gate.SetResult();

        var doubled = await Task.WhenAll(answers);
        Assert.Equal([2, 4, 6, 8], doubled);
        Assert.Equal([[1], [2, 3], [4]], _served);
    }

    [Fact]
    public async Task A_failed_round_fails_those_in_it_and_nobody_else()
    {
        var gate = Gate();
        var rounds = new Rounds<int, int>(10, DoubleAsync);
        var (first, second) = (rounds.AskAsync(1), rounds.AskAsync(2));

        gate.SetException(new IOException("away"));

        await Assert.ThrowsAsync<IOException>(() => first);
        Assert.Equal(4, await second);
    }

    private TaskCompletionSource Gate()
    {
        var gate = new TaskCompletionSource();
        _gates.Enqueue(gate);
        return gate;
    }

    private async Task DoubleAsync(IReadOnlyList<Rounds<int, int>.Asker> askers)
    {
        _served.Add([.. askers.Select(asker => asker.Asked)]);
        if (_gates.TryDequeue(out var gate))
            await gate.Task;
        foreach (var asker in askers)
            asker.Give(2 * asker.Asked);
    }
}
