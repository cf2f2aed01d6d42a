using System.Text.Json.Serialization;
using Reconciler.Core.Desired;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>A target's spec as stored; <c>type</c> says which one it is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Files), "files")]
internal abstract record TargetShape(IReadOnlyList<string> Accepts)
{
    private static readonly (AcceptedKinds Kind, string Word)[] AcceptedWords =
        [(AcceptedKinds.Private, "private"), (AcceptedKinds.Public, "public"), (AcceptedKinds.Imported, "imported")];

    public static TargetShape Of(TargetSpec spec) => spec switch
    {
        TargetSpec.Files files => new Files(
            AcceptsOf(spec), files.Directory, Words.FilesLayout.Write(files.Layout), (int)files.Mode, files.Owner, files.Reload.IsEmpty ? null : files.Reload,
            files.Password?.ToString(), ProbeShape.Of(files.Probe)),
        _ => throw new ArgumentException($"{spec.GetType().Name} has no stored form", nameof(spec)),
    };

    public abstract TargetSpec ToSpec();

    private static string[] AcceptsOf(TargetSpec spec) => [.. AcceptedWords.Where(entry => spec.Accepts.HasFlag(entry.Kind)).Select(entry => entry.Word)];

    protected AcceptedKinds ReadAccepts() => Accepts.Aggregate(AcceptedKinds.None, (kinds, word) => kinds | ReadAccepted(word));

    private static AcceptedKinds ReadAccepted(string word) => AcceptedWords.FirstOrDefault(entry => entry.Word == word) is { Word: not null } found
        ? found.Kind
        : throw new FormatException($"\"{word}\" is no kind of certificate");

    /// <param name="Mode">Permission bits as a number.</param>
    internal sealed record Files(
        IReadOnlyList<string> Accepts, string Directory, string Layout, int Mode, string? Owner = null, IReadOnlyList<string>? Reload = null,
        string? Password = null, ProbeShape? Probe = null)
        : TargetShape(Accepts)
    {
        public override TargetSpec ToSpec() => new TargetSpec.Files
        {
            Accepts = ReadAccepts(),
            Directory = Directory,
            Layout = Words.FilesLayout.Read(Layout),
            Owner = Owner,
            Mode = (UnixFileMode)Mode,
            Reload = [.. Reload ?? []],
            Password = Password is null ? null : SecretReference.Parse(Password),
            Probe = Probe?.ToSpec(),
        };
    }
}
