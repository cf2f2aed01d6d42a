using System.Globalization;

namespace Reconciler.Cli.Tests.Faults;

/// <summary>
/// A process of its own, started with the faulty file system before libc: repeats a scenario with its first call failing, its second, and so on, until a
/// run comes to its end before the call's turn. Arguments: folder, scenario, error numbers (the calls take turns with them). Each failed expectation
/// is a line that begins with <c>WRONG</c>; without error numbers the calls of one sound run are printed.
/// </summary>
internal static class FaultProcess
{
    private const int Most = 5000;

    public static async Task<int> Main(string[] arguments)
    {
        FaultyFiles.Enter();
        var folder = arguments[0];
        var scenario = FaultScenario.All.Single(scenario => scenario.Name == arguments[1]);
        int[] errors = [.. arguments.Skip(2).Select(argument => int.Parse(argument, CultureInfo.InvariantCulture))];
        await scenario.PrepareAsync(folder);
        if (errors.Length == 0) return await RecordAsync(folder);
        for (var number = 1; number < Most; number++)
        {
            if (await TryAsync(folder, number, errors[(number - 1) % errors.Length])) continue;
            Console.WriteLine($"CALLS {number - 1}");
            return 0;
        }

        return 1;
    }

    private static async Task<int> RecordAsync(string folder)
    {
        var work = FaultScenario.Reset(folder);
        FaultyFiles.Begin(work, 0, 0);
        var (code, told) = await FaultScenario.RunAsync("apply", work);
        FaultyFiles.End();
        foreach (var call in FaultyFiles.Calls()) Console.WriteLine(call.Replace(work + "/", "", StringComparison.Ordinal));
        await Console.Error.WriteAsync(told);
        return code;
    }

    /// <summary>False when there are fewer calls than that.</summary>
    private static async Task<bool> TryAsync(string folder, int number, int error)
    {
        var work = FaultScenario.Reset(folder);
        FaultyFiles.Begin(work, number, error);
        var (code, told) = await FaultScenario.RunAsync("apply", work);
        if (FaultyFiles.End() < number) return false;
        var call = FaultyFiles.Calls()[number - 1].Replace(work + "/", "", StringComparison.Ordinal);
        try
        {
            FaultExpectations.AssertNamed(code, told);
            FaultExpectations.AssertWhole(work);
            await FaultExpectations.AssertConvergesAsync(work);
        }
        catch (Exception wrong)
        {
            Console.WriteLine($"WRONG call {number} ({call}) error {error}: {wrong.Message.ReplaceLineEndings(" | ")} AFTER {code}: {told.ReplaceLineEndings(" | ")}");
        }

        return true;
    }
}
