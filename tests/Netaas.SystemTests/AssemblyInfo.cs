using Xunit;

// Each collection brings up a whole stack, and some measure time: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
