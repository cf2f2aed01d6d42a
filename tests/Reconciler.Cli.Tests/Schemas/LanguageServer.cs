using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Reconciler.Cli.Tests.Schemas;

/// <summary>The YAML language server as an editor drives it: JSON-RPC over its standard streams, one request at a time, each with a limit of 30 seconds.</summary>
internal sealed class LanguageServer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Dictionary<string, JsonArray> _problems = new(StringComparer.Ordinal);
    private int _requests;

    private LanguageServer(Process process) => _process = process;

    public static async Task<LanguageServer> StartAsync()
    {
        var folder = NodePackages.Require();
        var start = new ProcessStartInfo(ExternalPrograms.Require("node"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        start.ArgumentList.Add(Path.Combine(folder, "node_modules", "yaml-language-server", "bin", "yaml-language-server"));
        start.ArgumentList.Add("--stdio");
        var server = new LanguageServer(Process.Start(start)!);
        var text = new JsonObject
        {
            ["completion"] = new JsonObject { ["completionItem"] = new JsonObject { ["documentationFormat"] = new JsonArray("markdown") } },
            ["hover"] = new JsonObject { ["contentFormat"] = new JsonArray("markdown") },
        };
        await server.AskAsync("initialize", new() { ["processId"] = Environment.ProcessId, ["rootUri"] = null, ["capabilities"] = new JsonObject { ["textDocument"] = text } });
        await server.SendAsync(new() { ["method"] = "initialized", ["params"] = new JsonObject() });
        return server;
    }

    public Task OpenAsync(string file, string text) => SendAsync(new()
    {
        ["method"] = "textDocument/didOpen",
        ["params"] = new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = Uri(file), ["languageId"] = "yaml", ["version"] = 1, ["text"] = text } },
    });

    /// <summary>What is offered at a place, with its description; line and column from 0, as the protocol counts.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CompleteAsync(string file, int line, int column)
    {
        var answer = await AskAsync("textDocument/completion", Place(file, line, column));
        var items = answer is JsonArray list ? list : answer?["items"]!.AsArray() ?? [];
        return items.GroupBy(item => (string)item!["label"]!).ToDictionary(group => group.Key, group => Text(group.First()!["documentation"]), StringComparer.Ordinal);
    }

    public async Task<string> HoverAsync(string file, int line, int column) => Text((await AskAsync("textDocument/hover", Place(file, line, column)))?["contents"]);

    /// <summary>What the editor underlines in the file.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(string file)
    {
        while (!_problems.ContainsKey(Uri(file))) await ReceiveAsync();
        return [.. _problems[Uri(file)].Select(problem => (string)problem!["message"]!)];
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Text(JsonNode? content) => content switch
    {
        null => "",
        JsonValue value => value.ToString(),
        _ => content["value"]?.ToString() ?? "",
    };

    private static JsonObject Place(string file, int line, int column) => new()
    {
        ["textDocument"] = new JsonObject { ["uri"] = Uri(file) },
        ["position"] = new JsonObject { ["line"] = line, ["character"] = column },
    };

    private static string Uri(string file) => new Uri(file).AbsoluteUri;

    private async Task<JsonNode?> AskAsync(string method, JsonObject parameters)
    {
        var id = ++_requests;
        await SendAsync(new() { ["id"] = id, ["method"] = method, ["params"] = parameters });
        while (true)
        {
            var message = await ReceiveAsync();
            if (message["method"] is null && message["id"]?.GetValue<int>() == id) return message["result"];
        }
    }

    private async Task SendAsync(JsonObject message)
    {
        message["jsonrpc"] = "2.0";
        var body = Encoding.UTF8.GetBytes(message.ToJsonString());
        var stream = _process.StandardInput.BaseStream;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"));
        await stream.WriteAsync(body);
        await stream.FlushAsync();
    }

    /// <summary>The next message; problems are kept, and the server's own questions get an empty answer.</summary>
    private async Task<JsonObject> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var stream = _process.StandardOutput.BaseStream;
        var length = 0;
        for (var line = await LineAsync(stream, limit.Token); line.Length > 0; line = await LineAsync(stream, limit.Token))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line.AsSpan(15), null);
        }

        var body = new byte[length];
        await stream.ReadExactlyAsync(body, limit.Token);
        var message = JsonNode.Parse(body)!.AsObject();
        if ((string?)message["method"] == "textDocument/publishDiagnostics")
            _problems[(string)message["params"]!["uri"]!] = (JsonArray)message["params"]!["diagnostics"]!.DeepClone();
        else if (message["method"] is not null && message["id"] is { } id) await SendAsync(new() { ["id"] = id.DeepClone(), ["result"] = Empty(message) });
        return message;
    }

    private static JsonArray? Empty(JsonObject question) =>
        (string?)question["method"] == "workspace/configuration" ? new(new JsonNode?[question["params"]!["items"]!.AsArray().Count]) : null;

    private static async Task<string> LineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (one[0] != '\n')
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            line.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. line]).TrimEnd();
    }
}
