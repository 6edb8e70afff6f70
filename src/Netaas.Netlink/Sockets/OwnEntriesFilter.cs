using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Netaas.Netlink.Interop;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink.Sockets;

/// <summary>
/// Has the kernel keep from a listening socket which routes and neighbors another socket of the program makes (bpf(4), classic):
/// whoever makes 5,000 of them reads them back, and would be woken for each. What goes is told all the same, as it may go along
/// with something else.
/// </summary>
internal static unsafe class OwnEntriesFilter
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int AttachFilter = 26; // SO_ATTACH_FILTER
    private const ushort LoadHalf = 0x28; // BPF_LD | BPF_H | BPF_ABS: the most significant byte first
    private const ushort LoadWord = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private const ushort JumpIfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort Return = 0x06; // BPF_RET | BPF_K
    private const uint Whole = uint.MaxValue;
    private const uint Nothing = 0;

    // struct nlmsghdr: length, type, flags, sequence, port.
    private const uint TypeOffset = 4;
    private const uint PortOffset = 12;

    /// <param name="port">Of the socket that makes them. No other socket of any namespace that is listened to may have the number.</param>
    public static void Attach(SafeFileHandle listener, uint port)
    {
        var program = stackalloc Instruction[]
        {
            new(LoadHalf, TypeOffset),
            new(JumpIfEqual, BinaryPrimitives.ReverseEndianness(RouteMessage.NewRoute), ifTrue: 1),
            new(JumpIfEqual, BinaryPrimitives.ReverseEndianness(RouteMessage.NewNeighbor), ifFalse: 2),
            new(LoadWord, PortOffset),
            new(JumpIfEqual, BinaryPrimitives.ReverseEndianness(port), ifTrue: 1),
            new(Return, Whole),
            new(Return, Nothing),
        };
        var filter = new Filter { Length = 7, Program = program };
        if (Libc.SetSocketOption(listener, SocketLevel, AttachFilter, &filter, sizeof(Filter)) != 0)
            throw NetlinkException.Last("filter what a socket is told");
    }

    /// <summary><c>struct sock_filter</c>; jumps count from the next one.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, uint operand, byte ifTrue = 0, byte ifFalse = 0)
    {
        private readonly ushort _code = code;
        private readonly byte _ifTrue = ifTrue;
        private readonly byte _ifFalse = ifFalse;
        private readonly uint _operand = operand;
    }

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ushort Length;
        public Instruction* Program;
    }
}
