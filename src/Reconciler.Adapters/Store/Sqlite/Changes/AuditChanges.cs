using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Lengthens the audit log's chain. The writer knows where it ends, so nothing is read for it.</summary>
internal sealed class AuditChanges(Statements statements, AuditHead head)
{
    private const string AddEntry = """
        INSERT INTO audit (id, state_serial, at, actor, action, subject, detail, revision, serials, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    private const string SetHead = "UPDATE state SET audit_count = ?1, audit_hash = ?2";

    private AuditHead _stored = head;
    private AuditHead _head = head;

    public void Add(AuditEntry entry, long stateSerial)
    {
        _head = new(_head.Count + 1, AuditChain.Next(_head.Hash, _head.Count + 1, stateSerial, entry));
        statements.Run(
            AddEntry,
            _head.Count,
            stateSerial,
            Columns.Ticks(entry.At),
            entry.Actor,
            entry.Action,
            entry.Subject,
            entry.Detail,
            entry.Revision,
            entry.Serials,
            _head.Hash);
    }

    /// <summary>Stores where the chain ends, in the commit that moved it.</summary>
    public void StoreHead()
    {
        if (_head != _stored) statements.Run(SetHead, _head.Count, _head.Hash);
    }

    public void Committed() => _stored = _head;

    public void RolledBack() => _head = _stored;
}
