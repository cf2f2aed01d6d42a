namespace Reconciler.Cli.Output;

/// <summary>
/// A line typed at the terminal, read key by key: a read of the console cannot be cut off, and a signal shall end a question at once. The runtime keeps
/// the terminal's echo off from the first look at the keyboard and puts it back when the process ends, however it ends.
/// </summary>
internal static class TypedLine
{
    /// <summary>Between two looks at the keyboard.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The terminal shows nothing that is typed from here on.</summary>
    public static void Prepare() => _ = Console.KeyAvailable;

    /// <summary>Fills <paramref name="line"/>; more is passed over. Returns how many characters were typed, or null for the end of input (Ctrl-D on an empty line).</summary>
    /// <param name="isShown">We show what is typed, as the terminal would.</param>
    public static int? Read(Span<char> line, bool isShown, CancellationToken stop)
    {
        for (var length = 0; ;)
        {
            var key = Next(stop);
            switch (key)
            {
                case { KeyChar: '\r' or '\n' }:
                    Console.Error.WriteLine();
                    return length;
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when length == 0:
                    Console.Error.WriteLine();
                    return null;
                case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                    if (isShown) Erase(length);
                    length = 0;
                    break;
                case { Key: ConsoleKey.Backspace }:
                    if (length == 0) break;
                    if (isShown) Erase(1);
                    length--;
                    break;
                default:
                    if (char.IsControl(key.KeyChar) || length == line.Length) break;
                    if (isShown) Console.Error.Write(key.KeyChar);
                    line[length++] = key.KeyChar;
                    break;
            }
        }
    }

    private static ConsoleKeyInfo Next(CancellationToken stop)
    {
        while (!Console.KeyAvailable)
        {
            if (!stop.WaitHandle.WaitOne(Pause)) continue;
            Console.Error.WriteLine();
            throw new OperationCanceledException(stop);
        }

        return Console.ReadKey(intercept: true);
    }

    private static void Erase(int characters)
    {
        for (var i = 0; i < characters; i++) Console.Error.Write("\b \b");
    }
}

/// <summary>Lines that a person types and sees.</summary>
internal sealed class TypedLines(CancellationToken stop) : TextReader
{
    private const int Longest = 512;

    public override string? ReadLine()
    {
        TypedLine.Prepare();
        Span<char> line = stackalloc char[Longest];
        return TypedLine.Read(line, isShown: true, stop) is { } length ? line[..length].ToString() : null;
    }
}
