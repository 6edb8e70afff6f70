using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Netaas.Terraform.Plugin;

/// <summary>One unary call: a flag, a length of four bytes and a message in, the same out, and a status as trailer.</summary>
internal static class GrpcCall
{
    private const int HeaderSize = 5;

    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        var header = new byte[HeaderSize];
        await context.Request.Body.ReadExactlyAsync(header, context.RequestAborted);
        if (header[0] != 0)
            throw new NotSupportedException("terraform compressed a message, which was not offered.");
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        await context.Request.Body.ReadExactlyAsync(message, context.RequestAborted);
        return message;
    }

    public static async Task AnswerAsync(HttpContext context, IMessage message)
    {
        var size = message.CalculateSize();
        var output = new byte[HeaderSize + size];
        BinaryPrimitives.WriteInt32BigEndian(output.AsSpan(1), size);
        message.WriteTo(output.AsSpan(HeaderSize));
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(output, context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>An answer without a message.</summary>
    public static void Refuse(HttpContext context, int status, string message)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = $"{status}";
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(message);
    }
}
