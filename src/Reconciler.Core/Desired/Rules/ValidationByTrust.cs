using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Rows DNS-01, ISS-05 and ISS-06.</summary>
[DiagnosticCodes]
internal static class ValidationByTrust
{
    public static readonly DiagnosticCode Missing = new(
        "C072",
        Severity.Error,
        "public trust without a validation method",
        "Control of every name is proved before a certificate of public trust is issued. The field validation names the ValidationMethod that proves it.");

    public static readonly DiagnosticCode Refused = new(
        "C073",
        Severity.Error,
        "private trust with a validation method",
        "An authority of private trust issues without proof of control, so a validation method would only look as if it proved something.");

    public static readonly DiagnosticCode MixedTrust = new(
        "C094",
        Severity.Error,
        "authorities of different trust",
        "The authorities of one certificate stand in for each other, so they must be alike in trust: what is asked before issuing cannot depend on which of them answers.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        var methods = declared.ValidationMethods.ToLookup(method => method.Id.Account, method => method.Id.Name);
        foreach (var certificate in declared.Unchecked(Missing, Refused, MixedTrust))
        {
            if (declared.TrustOf(certificate) is not { } trust) continue;
            CheckAlike(declared, certificate, trust, problems);
            if (trust == Trust.Public && certificate.Spec.Validation is null)
            {
                var help = methods[certificate.Id.Account].Take(2).ToList() is [var only] ? $"add validation: {only}" : "add validation: with the name of a ValidationMethod";
                problems.Add(Missing, $"{certificate.Id.Short} needs a validation method: {certificate.Spec.Authority.Short} has public trust", certificate.Places.Document, 0, help);
            }
            else if (trust == Trust.Private && certificate.Spec.Validation is { } validation)
            {
                var message = $"{certificate.Id.Short} has a validation method, but {certificate.Spec.Authority.Short} has private trust";
                problems.Add(Refused, message, certificate.Places.Of("validation"), validation.Name.Length, "take validation away, or choose an authority of public trust");
            }
        }
    }

    private static void CheckAlike(DeclaredObjects declared, Certificate certificate, Trust trust, DiagnosticBag problems)
    {
        if (certificate.Spec.Authorities.Length == 1) return;
        foreach (var authority in declared.AuthoritiesOf(certificate))
        {
            if (authority.Spec.Trust == trust) continue;
            var (own, first) = (Word(authority.Spec.Trust), Word(trust));
            var message = $"{authority.Id.Short} has {own} trust, but the first authority {certificate.Spec.Authority.Short} has {first} trust";
            problems.Add(MixedTrust, message, DeclaredObjects.PlaceOf(certificate, authority), authority.Id.Name.Length, $"name authorities of {first} trust only");
        }
    }

    private static string Word(Trust trust) => trust switch
    {
        Trust.Private => "private",
        Trust.Public => "public",
    };
}
