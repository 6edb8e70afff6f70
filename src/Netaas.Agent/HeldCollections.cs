using System.Runtime;

namespace Netaas.Agent;

/// <summary>
/// Until it is disposed of, no garbage is collected. For the start of a process that is an agent and nothing else: what a full
/// node's agent makes then stays, and to collect in the midst of it takes a tenth of the time and frees nothing.
/// </summary>
public sealed class HeldCollections : IDisposable
{
    // Somewhat more than a start with 1,000 pods and 10,000 ports makes; with more than that, collections begin earlier.
    private const long MostBytes = 80 << 20;

    private HeldCollections()
    {
    }

    public static HeldCollections Begin()
    {
        try
        {
            GC.TryStartNoGCRegion(MostBytes);
        }
        catch (ArgumentOutOfRangeException)
        {
            // The machine, or the limit that the process runs under, is too small for it.
        }
        return new HeldCollections();
    }

    public void Dispose()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
            return;
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // Just now more was made than that.
        }
    }
}
