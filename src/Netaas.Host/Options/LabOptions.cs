namespace Netaas.Host.Options;

/// <summary>The lab of one run folder.</summary>
/// <param name="ControlSocket">Where the all-in-one process takes orders about its agents.</param>
internal sealed record LabOptions(string RunDir, int Nodes, string ControlSocket)
{
    public static LabOptions Read(OptionReader reader)
    {
        var runDir = reader.Required("run-dir", "the folder that this lab belongs to");
        return new LabOptions(
            runDir.Length == 0 ? runDir : Path.GetFullPath(runDir),
            reader.Number("nodes", 3, 1, 64),
            reader.Text("control-socket", Path.Combine(runDir, "control.sock")));
    }
}
