namespace Netaas.Core;

/// <summary>
/// Does two things that have nothing to do with each other, beside each other where there is so much to do that it pays. What
/// comes of them is the same either way.
/// </summary>
public static class TwoHands
{
    // To have another thread at it costs what some hundred items take to compile.
    private const int Many = 2_000;

    /// <param name="count">Of the items that there is something to do with.</param>
    public static void Run(int count, Action one, Action other)
    {
        if (count < Many)
        {
            one();
            other();
            return;
        }
        var beside = Task.Run(other);
        try
        {
            one();
        }
        finally
        {
            beside.GetAwaiter().GetResult();
        }
    }
}
