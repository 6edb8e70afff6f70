using System.Net;
using Netaas.Core.Naming;

namespace Netaas.Contracts;

/// <summary>What an agent found of an endpoint of its node that a service wants looked at.</summary>
/// <param name="Message">What is wrong; empty for nothing.</param>
public sealed record EndpointHealth(ServiceId Service, IPAddress Address, bool IsHealthy, string Message);
