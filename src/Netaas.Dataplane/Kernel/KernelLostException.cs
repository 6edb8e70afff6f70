namespace Netaas.Dataplane.Kernel;

/// <summary>The way to a node's kernel broke; what was done of the last apply is unknown. Open it anew and read it in full.</summary>
public sealed class KernelLostException(Exception cause) : Exception(cause.Message, cause);
