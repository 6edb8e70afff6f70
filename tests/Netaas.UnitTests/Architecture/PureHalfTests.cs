using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using Xunit;

namespace Netaas.UnitTests.Architecture;

public sealed class PureHalfTests
{
    private static readonly string[] s_pure = ["Netaas.Dataplane.Compile", "Netaas.Dataplane.Diff"];

    private static readonly string[] s_impure =
        ["Netaas.Dataplane.Kernel", "System.Net.Sockets", "System.Threading.Tasks", "Microsoft.Extensions"];

    private static readonly Type[] s_impureTypes =
    [
        typeof(File), typeof(Directory), typeof(FileStream), typeof(Process), typeof(Stopwatch),
        typeof(Random), typeof(TimeProvider), typeof(DateTime), typeof(DateTimeOffset),
    ];

    [Fact]
    public void Compile_and_Diff_reach_neither_the_kernel_nor_a_clock_nor_files()
    {
        var offenders =
            from type in Assembly.Load("Netaas.Dataplane").GetTypes()
            where IsPure(type)
            from reached in CodeReferences.Of(type)
            where IsImpure(reached)
            select $"{type} reaches {reached}";
        Assert.Empty(offenders);
    }

    [Fact]
    public void The_check_sees_a_type_that_only_a_method_body_names()
    {
        Assert.Contains(typeof(Random), CodeReferences.Of(typeof(RollsDice)));
        Assert.True(IsImpure(typeof(Random)));
    }

    private static bool IsPure(Type type) => s_pure.Any(name => IsWithin(type, name));

    // The family of an address is a value that stands in the sockets' namespace.
    private static bool IsImpure(Type type) =>
        type != typeof(AddressFamily) && (s_impure.Any(name => IsWithin(type, name)) || s_impureTypes.Contains(type));

    private static bool IsWithin(Type type, string name) =>
        type.Namespace is { } space && (space == name || space.StartsWith(name + ".", StringComparison.Ordinal));

    private sealed class RollsDice
    {
        public static int Roll() => new Random().Next(1, 6);
    }
}
