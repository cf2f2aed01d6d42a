using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Testing.State;

/// <summary>
/// Applies the changes of one commit to a copy; what refers to something absent is refused at the end, so that changes may come in any order.
/// </summary>
internal sealed class InMemoryChanges(StoredState state) : IStateChangeVisitor
{
    private readonly List<Func<StoredState, bool>> _promises = [];
    private StoredState _state = state;

    public StoredState Finish() =>
        _promises.TrueForAll(promise => promise(_state)) ? _state : throw Refused("a change names an object that the state does not hold");

    public void Visit(StateChange.PutCertificate change)
    {
        var row = change.Certificate with { Versions = [], Intent = null };
        if (_state.Certificates.TryGetValue(row.Id, out var old))
        {
            if (old.Uuid != row.Uuid) throw Refused($"the uuid of {row.Id} would change");
            row = row with { Generation = Math.Max(row.Generation, old.Generation) };
        }

        _state = _state with { Certificates = _state.Certificates.SetItem(row.Id, row) };
        if (change.Certificate.Intent is null) _state = _state with { Intents = _state.Intents.Remove(row.Id) };
    }

    public void Visit(StateChange.BeginIssue change)
    {
        Begin(change.Id, new(change.Intent, change.ToBeSigned, change.KeyVersion, change.KeyHash), change.Key);
        if (_state.Certificates.TryGetValue(change.Id, out var row) && row.Generation < change.Intent.Generation)
            _state = _state with { Certificates = _state.Certificates.SetItem(change.Id, row with { Generation = change.Intent.Generation }) };
    }

    public void Visit(StateChange.PutVersion change)
    {
        var (id, version) = (change.Id, change.Version);
        Claim(version.Serial, id, version.Number);
        if (_state.Versions.ContainsKey((id, version.Number))) throw Refused($"version {version.Number} of {id} is there already");
        if (version.Status == VersionStatus.Current)
        {
            foreach (var (key, former) in _state.Versions.Where(entry => entry.Key.Id == id && entry.Value.Version.Status == VersionStatus.Current))
                Set(key, former, former.Version with { Status = VersionStatus.Superseded });
        }

        _state = _state with { Versions = _state.Versions.Add((id, version.Number), new(version, change.KeyVersion, change.Der)) };
        _promises.Add(final => final.Certificates.ContainsKey(id));
    }

    public void Visit(StateChange.CloseIntent change)
    {
        var (id, intent) = (change.Id, change.Intent);
        var begun = _state.Serials.TryGetValue(intent.Serial.Hex, out var taken) && taken == (id, intent.Generation);
        if (!begun || _state.Unknown.ContainsKey(intent.Serial.Hex) || _state.Versions.Values.Any(entry => entry.Version.Serial == intent.Serial) || _state.AuthorityVersions.Values.Any(entry => entry.Version.Serial == intent.Serial))
            throw Refused($"serial {intent.Serial} is not one that was begun for {id} and has no outcome");
        var key = (id, intent.Generation);
        var used = _state.Versions.Any(entry => entry.Key.Id == id && entry.Value.KeyVersion == intent.Generation)
            || _state.AuthorityVersions.Any(entry => entry.Key.Id == id && entry.Value.Version.KeyVersion == intent.Generation);
        _state = _state with
        {
            Unknown = _state.Unknown.Add(intent.Serial.Hex, (intent, change.Revocation)),
            Intents = _state.Intents.TryGetValue(id, out var open) && open.Intent.Generation == intent.Generation ? _state.Intents.Remove(id) : _state.Intents,
            Keys = used ? _state.Keys : _state.Keys.Remove(key),
        };
    }

    public void Visit(StateChange.SetVersionStatus change)
    {
        var key = (change.Id, change.Number);
        if (_state.AuthorityVersions.TryGetValue(key, out var authority))
        {
            var revoked = authority.Version with { Revocation = change.Revocation ?? authority.Version.Revocation };
            _state = _state with { AuthorityVersions = _state.AuthorityVersions.SetItem(key, authority with { Version = revoked }) };
            return;
        }

        if (!_state.Versions.TryGetValue(key, out var leaf)) throw Refused($"{change.Id} has no version {change.Number}");
        Set(key, leaf, leaf.Version with { Status = change.Status, Revocation = change.Revocation ?? leaf.Version.Revocation });
        if (_state.Versions.Count(entry => entry.Key.Id == change.Id && entry.Value.Version.Status == VersionStatus.Current) > 1)
            throw Refused($"{change.Id} would have two current versions");
    }

    public void Visit(StateChange.SupersedeKeys change)
    {
        foreach (var key in _state.Keys.Keys.Where(key => key.Id == change.Id && !_state.Superseded.ContainsKey(key) && !_state.IsNeeded(key)))
            _state = _state with { Superseded = _state.Superseded.Add(key, change.DestroyAfter) };
    }

    public void Visit(StateChange.DestroyKey change)
    {
        var key = (change.Id, change.KeyVersion);
        if (_state.IsNeeded(key)) throw Refused($"version {change.KeyVersion} of the key of {change.Id} is needed");
        _state = _state with { Keys = _state.Keys.Remove(key), Superseded = _state.Superseded.Remove(key) };
    }

    public void Visit(StateChange.MarkExported change)
    {
        if (!_state.Versions.TryGetValue((change.Id, change.Number), out var stored)) throw Refused($"{change.Id} has no version {change.Number}");
        Set((change.Id, change.Number), stored, stored.Version with { ExportedAt = change.At });
    }

    public void Visit(StateChange.PutAuthority change)
    {
        var row = change.Authority with { Versions = [], Intent = null };
        if (_state.Authorities.TryGetValue(row.Id, out var old))
        {
            if (old.Uuid != row.Uuid) throw Refused($"the uuid of {row.Id} would change");
            if (row.Crl?.Number < old.Crl?.Number) throw Refused("the CRL number of an authority would go back");
            row = row with { Generation = Math.Max(row.Generation, old.Generation), Crl = row.Crl ?? old.Crl };
        }

        _state = _state with { Authorities = _state.Authorities.SetItem(row.Id, row) };
    }

    public void Visit(StateChange.BeginAuthority change)
    {
        Begin(change.Id, new(change.Intent, change.ToBeSigned, change.KeyVersion, change.KeyHash), change.Key);
        if (_state.Authorities.TryGetValue(change.Id, out var row) && row.Generation < change.Intent.Generation)
            _state = _state with { Authorities = _state.Authorities.SetItem(change.Id, row with { Generation = change.Intent.Generation }) };
    }

    public void Visit(StateChange.PutAuthorityVersion change)
    {
        var (id, version) = (change.Id, change.Version);
        Claim(version.Serial, id, version.Number);
        if (_state.AuthorityVersions.ContainsKey((id, version.Number))) throw Refused($"version {version.Number} of {id} is there already");
        _state = _state with
        {
            AuthorityVersions = _state.AuthorityVersions.Add((id, version.Number), new(version, change.Der)),
            Intents = _state.Intents.Remove(id),
        };
        _promises.Add(final => final.Authorities.ContainsKey(id));
    }

    public void Visit(StateChange.PutCrl change)
    {
        var (id, crl) = (change.Authority, change.Crl);
        if (_state.Crls.Any(entry => entry.Authority == id && entry.Crl.Number >= crl.Number)) throw Refused("the CRL number of an authority would go back");
        _state = _state with { Crls = _state.Crls.Add((id, crl)) };
        if (_state.Authorities.TryGetValue(id, out var row))
        {
            if (crl.Number < row.Crl?.Number) throw Refused("the CRL number of an authority would go back");
            _state = _state with { Authorities = _state.Authorities.SetItem(id, row with { Crl = crl }) };
        }

        _promises.Add(final => final.Authorities.ContainsKey(id));
    }

    public void Visit(StateChange.PutDeployment change) =>
        _state = _state with { Deployments = _state.Deployments.SetItem(change.Deployment.Id, change.Deployment) };

    public void Visit(StateChange.RemoveDeployment change) => _state = _state with { Deployments = _state.Deployments.Remove(change.Id) };

    public void Visit(StateChange.PutRecord change) => _state = _state with { Records = _state.Records.SetItem(change.Record.Id, change.Record) };

    public void Visit(StateChange.RemoveRecord change) => _state = _state with { Records = _state.Records.Remove(change.Id) };

    public void Visit(StateChange.PutEvidence change)
    {
        var evidence = change.Evidence;
        _state = _state with { Evidence = _state.Evidence.SetItem((evidence.Account, evidence.Domain, evidence.Zone), evidence) };
    }

    public void Visit(StateChange.PutSighting change) => See(change.Sighting);

    public void Visit(StateChange.ValidationLost change) => See(change.Sighting);

    public void Visit(StateChange.ValidationFound change) => See(change.Sighting);

    public void Visit(StateChange.RemoveSighting change) =>
        _state = _state with { Sightings = _state.Sightings.Remove(Core.Validation.WantedRecord.IdOf(change.Account, change.Owner)) };

    public void Visit(StateChange.PutZoneRecord change) =>
        _state = _state with { ZoneRecords = _state.ZoneRecords.SetItem((change.Record.Owner, change.Record.Type), change.Record) };

    public void Visit(StateChange.RemoveZoneRecord change) =>
        _state = _state with { ZoneRecords = _state.ZoneRecords.Remove((change.Owner, change.Type)) };

    public void Visit(StateChange.PutFirstRegion change) =>
        _state = _state with { FirstRegions = _state.FirstRegions.SetItem(change.Account, change.Region) };

    public void Visit(StateChange.PutRetry change) => _state = _state with { Retries = _state.Retries.SetItem(change.Key, change.Retry) };

    public void Visit(StateChange.RemoveRetry change) => _state = _state with { Retries = _state.Retries.Remove(change.Key) };

    public void Visit(StateChange.Announce change)
    {
        if (!_state.Announced.Exists(told => told.Event.Key == change.Announcement.Event.Key)) _state = _state with { Announced = _state.Announced.Add(change.Announcement) };
    }

    public void Visit(StateChange.Audit change) => _state = _state with { Audit = _state.Audit.Add(change.Entry) };

    private void See(RecordSighting sighting) => _state = _state with { Sightings = _state.Sightings.SetItem(sighting.Id, sighting) };

    private void Begin(ResourceId id, StoredIntent intent, SealedKey? key)
    {
        var (serial, generation) = (intent.Intent.Serial, intent.Intent.Generation);
        if (_state.Serials.ContainsKey(serial.Hex) || _state.Serials.ContainsValue((id, generation)))
            throw Refused($"serial {serial} or generation {generation} of {id} was taken before");
        if (key is not null && _state.Keys.ContainsKey((id, intent.KeyVersion)))
            throw Refused($"version {intent.KeyVersion} of the key of {id} is there already");
        _state = _state with
        {
            Serials = _state.Serials.Add(serial.Hex, (id, generation)),
            Keys = key is null ? _state.Keys : _state.Keys.Add((id, intent.KeyVersion), key),
            Intents = _state.Intents.SetItem(id, intent),
        };
        _promises.Add(final => final.Keys.ContainsKey((id, intent.KeyVersion)));
    }

    private void Claim(SerialNumber serial, ResourceId id, int generation)
    {
        if (_state.Serials.TryGetValue(serial.Hex, out var taken) ? taken.Subject != id : _state.Serials.ContainsValue((id, generation)))
            throw Refused($"serial {serial} of {id} was taken before");
        if (!_state.Serials.ContainsKey(serial.Hex)) _state = _state with { Serials = _state.Serials.Add(serial.Hex, (id, generation)) };
    }

    private void Set((ResourceId Id, int Version) key, StoredVersion former, CertificateVersion version) =>
        _state = _state with { Versions = _state.Versions.SetItem(key, former with { Version = version }) };

    private static ReconcilerException Refused(string why) => new(FailureKind.Environment, $"the change was not stored: {why}");
}
