namespace Netaas.ApiTests;

/// <summary>Tests that have an API of their own each, and two nodes in it.</summary>
public abstract class TwoNodes : OneNode
{
    private ScriptedAgent? _other;

    protected ScriptedAgent Other => _other ?? throw new InvalidOperationException("The test has not begun.");

    protected override async Task PrepareAsync() => _other = await JoinAsync("node-2", 2);
}
