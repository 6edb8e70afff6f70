using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Dataplane.Kernel;

namespace Netaas.Agent;

/// <summary>Tells of the ports that processes of the node take and leave.</summary>
internal static class ListenerFollower
{
    // Two questions to the kernel, a third of a millisecond; a port that is published meanwhile is refused a second too late.
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled.</summary>
    public static async Task RunAsync(INodeFacts facts, TimeProvider time, ILogger log, Action<EquatableList<Listener>> tell, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(s_between, time);
        EquatableList<Listener> last = [];
        do
        {
            var now = Now(facts, last, log);
            if (now != last)
                tell(last = now);
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    /// <returns>The last ones where the kernel does not tell.</returns>
    public static EquatableList<Listener> Now(INodeFacts facts, EquatableList<Listener> last, ILogger log)
    {
        try
        {
            return facts.Listeners();
        }
        catch (KernelLostException failure)
        {
            Log.ListenersUnread(log, failure.Message);
            return last;
        }
    }
}
