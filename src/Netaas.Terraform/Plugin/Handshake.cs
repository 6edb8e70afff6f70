using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Netaas.Terraform.Plugin;

/// <summary>
/// What terraform and a plugin agree on before they talk (https://github.com/hashicorp/go-plugin/blob/main/docs/internals.md):
/// a cookie that shows who started the process, a line with the socket, and a certificate of each side.
/// </summary>
internal sealed record Handshake(string Socket, X509Certificate2? Server, X509Certificate2? Client)
{
    private const string Cookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

    /// <summary>Null where it was not terraform that started the process.</summary>
    public static Handshake? Read()
    {
        if (Environment.GetEnvironmentVariable("TF_PLUGIN_MAGIC_COOKIE") != Cookie)
            return null;
        var folder = Environment.GetEnvironmentVariable("PLUGIN_UNIX_SOCKET_DIR") is { Length: > 0 } given ? given : Path.GetTempPath();
        var socket = Path.Combine(folder, $"netaas-tf-{Environment.ProcessId}.sock");
        return Environment.GetEnvironmentVariable("PLUGIN_CLIENT_CERT") is { Length: > 0 } pem
            ? new Handshake(socket, MakeCertificate(), X509Certificate2.CreateFromPem(pem))
            : new Handshake(socket, null, null);
    }

    /// <summary>Core protocol 1, plugin protocol 6.</summary>
    public string Line => $"1|6|unix|{Socket}|grpc|{(Server is null ? "" : Convert.ToBase64String(Server.RawData).TrimEnd('='))}";

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost,O=netaas", key, HashAlgorithmName.SHA256);
        // terraform takes it as its own authority, too.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(3));
    }
}
