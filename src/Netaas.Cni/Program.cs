using Netaas.Cni;

// A runtime calls with the command in the environment and the configuration on standard input, and reads the result, or the
// error, from standard output.
var output = Console.OpenStandardOutput();
try
{
    using var input = Console.OpenStandardInput();
    output.Write(Command.Run(PluginEnvironment.Read(Environment.GetEnvironmentVariable), input));
    return 0;
}
catch (CniException failure)
{
    output.Write(ErrorResult.Write(failure));
    return 1;
}
catch (Exception failure)
{
    // Whatever it is: a runtime understands nothing but an error of the specification's form.
    output.Write(ErrorResult.Write(new CniException(ErrorCode.Internal, "The plugin failed.", failure.GetType().Name + ": " + failure.Message)));
    return 1;
}
