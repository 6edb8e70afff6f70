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
    public async Task Who_were_answered_are_waited_for_and_the_round_begins_with_the_last_of_them()
    {
        var gate = Gate();
        var rounds = new Rounds<int, int>(10, DoubleAsync, TimeSpan.FromMinutes(1));
        var first = rounds.AskAsync(1);
        var answers = new List<Task<int>> { rounds.AskAsync(2), rounds.AskAsync(3) };
        gate.SetResult();
        await first;
        Assert.Equal([[1]], _served);

        answers.Add(rounds.AskAsync(4));

        var doubled = await Task.WhenAll(answers);
        Assert.Equal([4, 6, 8], doubled);
        Assert.Equal([[1], [2, 3, 4]], _served);
    }

    [Fact]
    public async Task Who_waits_for_somebody_who_does_not_come_waits_a_moment()
    {
        var gate = Gate();
        var rounds = new Rounds<int, int>(10, DoubleAsync);
        var answers = Enumerable.Range(1, 3).Select(rounds.AskAsync).ToList();
        gate.SetResult();

        var doubled = await Task.WhenAll(answers);
        Assert.Equal([2, 4, 6], doubled);
        Assert.Equal(8, await rounds.AskAsync(4));

        // Who was served alone is alone: nobody is waited for.
        var alone = rounds.AskAsync(5);
        Assert.Equal([[1], [2, 3], [4], [5]], _served);
        Assert.Equal(10, await alone);
    }

    [Fact]
    public async Task Of_a_crowd_half_are_served_while_the_others_come_back()
    {
        var gates = Enumerable.Range(0, 2).Select(_ => Gate()).ToList();
        var rounds = new Rounds<int, int>(64, DoubleAsync, TimeSpan.FromMinutes(1));
        var first = rounds.AskAsync(0);
        var crowd = Enumerable.Range(1, 40).Select(rounds.AskAsync).ToList();
        gates[0].SetResult();
        await first;
        Assert.Equal([1, 40], _served.Select(round => round.Length));

        // Of the forty, twenty are back: they needn't wait for the others.
        gates[1].SetResult();
        await Task.WhenAll(crowd);
        var back = Enumerable.Range(1, 20).Select(rounds.AskAsync).ToList();
        await Task.WhenAll(back);
        Assert.Equal([1, 40, 20], _served.Select(round => round.Length));
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
