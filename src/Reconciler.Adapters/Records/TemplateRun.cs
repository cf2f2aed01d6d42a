using System.Collections.Concurrent;
using System.Globalization;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Scriban;
using Scriban.Functions;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Reconciler.Adapters.Records;

/// <summary>Runs parsed templates within limits. Contexts are costly to make (23 KB) and are used again; one in which something failed is dropped.</summary>
internal sealed class TemplateRun
{
    private const int MaxLoop = 1_000_000;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);

    private readonly ConcurrentBag<Slot> _idle = [];

    public Result<RenderedText, TemplateFailure> Render(Template template, ScriptObject model, int maxOutput)
    {
        var slot = _idle.TryTake(out var idle) ? idle : new Slot();
        var reusable = false;
        try
        {
            var text = slot.Render(template, model, maxOutput);
            reusable = slot.TryReset();
            return new RenderedText(text);
        }
        catch (ScriptAbortException aborted)
        {
            return Failure(aborted, $"the template ran longer than {MaxTime.TotalSeconds} s");
        }
        catch (ScriptRuntimeException failed)
        {
            return Failure(failed, failed.OriginalMessage);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // Functions of the library throw what they like for odd arguments; nothing of ours runs inside.
            return new TemplateFailure(failed.Message, 0, 0);
        }
        finally
        {
            if (reusable) _idle.Add(slot);
            else slot.Dispose();
        }
    }

    private static TemplateFailure Failure(ScriptRuntimeException failed, string message) => new(message, failed.Span.Start.Line + 1, failed.Span.Start.Column + 1);

    /// <summary>A context with its clock.</summary>
    private sealed class Slot : IDisposable
    {
        private readonly CancellationTokenSource _clock = new();
        private readonly TemplateContext _context;

        public Slot() => _context = new(SafeFunctions.All)
        {
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
            EnableRelaxedIndexerAccess = false,
            LoopLimit = MaxLoop,
            OnOutputLimit = ScriptLimitBehavior.Throw,
            OnStringLimit = ScriptLimitBehavior.Throw,
            RegexTimeOut = TimeSpan.FromMilliseconds(200),
            CancellationToken = _clock.Token,
        };

        public string Render(Template template, ScriptObject model, int maxOutput)
        {
            _context.OutputLimit = maxOutput;
            _context.LimitToString = maxOutput;
            _context.PushCulture(CultureInfo.InvariantCulture);
            _context.PushGlobal(model);
            _clock.CancelAfter(MaxTime);
            var text = template.Render(_context);
            _context.PopGlobal();
            _context.PopCulture();
            return text;
        }

        /// <summary>Stops the clock; false when it rang, then the slot cannot be used again.</summary>
        public bool TryReset() => _clock.TryReset();

        public void Dispose() => _clock.Dispose();
    }

    /// <summary>The library's functions without those that differ from run to run (dates, random numbers), lead outside (include) or run text (eval). Read-only, since all contexts share them.</summary>
    private static class SafeFunctions
    {
        private static readonly string[] Unsafe = ["random", "uuid", "eval", "eval_template"];

        public static ScriptObject All { get; } = Make();

        private static ScriptObject Make()
        {
            var library = new BuiltinFunctions();
            var safe = new ScriptObject();
            foreach (var group in new[] { "array", "html", "math", "object", "regex", "string" })
            {
                var functions = (ScriptObject)library[group]!;
                foreach (var name in Unsafe) functions.Remove(name);
                functions.IsReadOnly = true;
                safe.Add(group, functions);
            }

            safe.IsReadOnly = true;
            return safe;
        }
    }
}
