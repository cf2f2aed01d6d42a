using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Domain;

namespace Reconciler.Cli.Output;

/// <summary>Asks a person for a line that is not shown while it is typed.</summary>
internal static class SecretPrompt
{
    /// <summary>Characters that are taken; more are passed over.</summary>
    private const int Longest = 512;

    /// <summary>Null when input or messages are no terminal.</summary>
    public static Secret? Ask(string question)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected) return null;
        Console.Error.Write($"{question}: ");
        var typed = GC.AllocateArray<char>(Longest, pinned: true);
        try
        {
            var length = 0;
            for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
            {
                if (key.Key == ConsoleKey.Backspace) length = Math.Max(0, length - 1);
                else if (key.KeyChar != '\0' && length < Longest) typed[length++] = key.KeyChar;
            }

            Console.Error.WriteLine();
            return Secret.Take(Encoding.UTF8.GetBytes(typed, 0, length));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(typed.AsSpan()));
        }
    }
}
