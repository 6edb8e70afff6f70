namespace Netaas.Cli;

/// <summary>The command can't be carried out as it was typed; the message says what to type instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
