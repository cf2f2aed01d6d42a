using System.Runtime.InteropServices;

namespace Reconciler.Adapters.Deploy;

/// <summary>Something in the file system stands against a step. Caught where the step belongs to an object and told as that object's outcome.</summary>
internal sealed class FileFailureException(string message, bool needsPerson = false) : IOException(message)
{
    /// <summary>It will not pass by itself: something that is not ours stands in the way.</summary>
    public bool NeedsPerson { get; } = needsPerson;

    public static FileFailureException Of(string step, string path, int error) => new($"cannot {step} {path}: {Marshal.GetPInvokeErrorMessage(error)}");
}
