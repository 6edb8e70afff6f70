using Microsoft.Win32.SafeHandles;
using Netaas.Cni;

// A runtime calls with the command in the environment and the configuration on standard input, and reads the result, or the
// error, from standard output. Both as files: a console would bring a thread for its signals.
using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
try
{
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
