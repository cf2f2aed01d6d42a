using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>Colours of terminal text (ECMA-48 SGR). Off, it writes no escape byte. A symbol or colour never stands without its word.</summary>
public sealed class Ink(bool isOn)
{
    public static Ink Off { get; } = new(false);

    public string Green(string text) => Wrap("32", text);

    public string Yellow(string text) => Wrap("33", text);

    public string Red(string text) => Wrap("31", text);

    public string Bold(string text) => Wrap("1", text);

    public string Faint(string text) => Wrap("2", text);

    public string Of(PlanVerb verb, string text) => verb.Category() switch
    {
        PlanCategory.Add => Green(text),
        PlanCategory.Renew or PlanCategory.Replace or PlanCategory.Change => Yellow(text),
        PlanCategory.Revoke or PlanCategory.Remove => Red(text),
    };

    private string Wrap(string code, string text) => isOn ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
