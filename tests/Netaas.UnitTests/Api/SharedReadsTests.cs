using Netaas.Api.Data;
using Xunit;

namespace Netaas.UnitTests.Api;

public sealed class SharedReadsTests
{
    private readonly SharedReads<string, int> _reads = new();
    private readonly Dictionary<string, List<TaskCompletionSource<int>>> _begun = [];

    [Fact]
    public async Task Who_asks_during_a_read_gets_the_next_ones_answer_together_with_others()
    {
        var first = Ask("pods");
        Task<int>[] later = [Ask("pods"), Ask("pods")];
        Assert.Single(_begun["pods"]);

        _begun["pods"][0].SetResult(1);

        Assert.Equal(1, await first);
        Assert.Equal(2, _begun["pods"].Count);
        Assert.All(later, answer => Assert.False(answer.IsCompleted));
        _begun["pods"][1].SetResult(2);
        var answers = await Task.WhenAll(later);
        Assert.Equal([2, 2], answers);
    }

    [Fact]
    public async Task Different_questions_wait_for_nothing()
    {
        var pods = Ask("pods");
        var nodes = Ask("nodes");

        _begun["nodes"][0].SetResult(5);

        Assert.Equal(5, await nodes);
        Assert.False(pods.IsCompleted);
    }

    [Fact]
    public async Task After_a_failure_it_is_read_again()
    {
        var first = Ask("pods");
        _begun["pods"][0].SetException(new IOException("away"));
        await Assert.ThrowsAsync<IOException>(() => first);

        var second = Ask("pods");
        _begun["pods"][1].SetResult(7);

        Assert.Equal(7, await second);
    }

    private Task<int> Ask(string question) => _reads.AskAsync(question, () =>
    {
        var read = new TaskCompletionSource<int>();
        if (!_begun.TryGetValue(question, out var begun))
            _begun[question] = begun = [];
        begun.Add(read);
        return read.Task;
    });
}
