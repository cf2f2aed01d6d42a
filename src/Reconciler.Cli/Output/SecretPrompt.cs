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

    /// <summary>Null when input or messages are no terminal, and when nothing is given. Throws OperationCanceledException when <paramref name="stop"/> is asked for.</summary>
    public static Secret? Ask(string question, CancellationToken stop)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected) return null;
        var typed = GC.AllocateArray<char>(Longest, pinned: true);
        try
        {
            TypedLine.Prepare();
            Console.Error.Write($"{question}: ");
            return TypedLine.Read(typed, isShown: false, stop) is { } length ? Secret.Take(Encoding.UTF8.GetBytes(typed, 0, length)) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(typed.AsSpan()));
        }
    }
}
