using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Reconciler.Cli.Tests.Faults;

/// <summary>The file system with faults (<c>faults.c</c>), from inside a process that was started with it.</summary>
internal static partial class FaultyFiles
{
    /// <summary>Lets the program's own system calls be found where the faults are, before libc.</summary>
    public static void Enter()
    {
        foreach (var assembly in (Assembly[])[typeof(Adapters.Deploy.FilesTarget).Assembly, typeof(FaultyFiles).Assembly])
            NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name is "libc" or "faults" ? NativeLibrary.GetMainProgramHandle() : 0);
    }

    /// <summary>Compiles it; returns the library's path. Skips the test where there is no compiler.</summary>
    public static string Build(string folder)
    {
        var library = Path.Combine(folder, "faults.so");
        var built = ExternalPrograms.Run("cc", ["-shared", "-fPIC", "-O1", "-o", library, Path.Combine(AppContext.BaseDirectory, "Faults", "faults.c"), "-ldl"]);
        Assert.True(built.ExitCode == 0, built.All);
        return library;
    }

    /// <summary>Runs <see cref="FaultProcess"/> over them; returns what it printed.</summary>
    public static IReadOnlyList<string> Run(string library, string folder, string scenario, IEnumerable<int> errors)
    {
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo("dotnet", [typeof(FaultyFiles).Assembly.Location, folder, scenario, .. errors.Select(error => $"{error}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LD_PRELOAD"] = library;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{output}{error.GetAwaiter().GetResult()}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static void Begin(string folder, long number, int error) => BeginFaults(folder, (nint)number, error);

    /// <summary>Returns how many calls there were.</summary>
    public static long End() => EndFaults();

    /// <summary>What the calls of the last watch were, in their order.</summary>
    public static IReadOnlyList<string> Calls() => Marshal.PtrToStringUTF8(Journal())!.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [LibraryImport("faults", EntryPoint = "faults_begin", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void BeginFaults(string folder, nint number, int error);

    [LibraryImport("faults", EntryPoint = "faults_end")]
    private static partial nint EndFaults();

    [LibraryImport("faults", EntryPoint = "faults_journal")]
    private static partial nint Journal();
}
