using Netaas.Cli;
using Netaas.Cli.Commands;

var parsed = CommandTree.Build().Parse(args);
var status = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 && status == ExitCode.Failed ? ExitCode.Usage : status;
