// bare.js -- all that the language server offers, through the protocol's own client library.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { Client, applied, protocol, uriOf } = require("./client.js");

const folder = process.env.PROJECT;
const expected = JSON.parse(fs.readFileSync(process.env.EXPECTED, "utf8"));
const text = fs.readFileSync(path.join(folder, expected.file), "utf8");
const lines = text.split("\n");
const cut = expected.cut.line - 1;

const related = { textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true } } };
const pulling = {
    textDocument: { diagnostic: { dynamicRegistration: false, relatedDocumentSupport: false } },
    workspace: { diagnostics: { refreshSupport: true } },
};

const codes = (diagnostics) => diagnostics.map((one) => one.code);
const without = (line) => lines.filter((_, i) => i !== line).join("\n");
const cutting = { range: { start: { line: cut, character: 0 }, end: { line: cut + 1, character: 0 } }, text: "" };

// A test that a server of its own serves, and whose events come or make it fail. The server ends well, unless the test
// has ended it.
function served(name, body) {
    test(name, { timeout: 200_000 }, async (context) => {
        const client = new Client(folder);
        context.after(() => client.child.kill());
        await body(client);
        if (client.child.exitCode === null) assert.equal(await client.end(), 0);
    });
}

// Columns as the encoding counts them.
function width(string, encoding) {
    return encoding === "utf-8" ? Buffer.byteLength(string) : string.length;
}

function rangeOf(finding, encoding) {
    const line = finding.line - 1, [before] = lines[line].split(finding.text);
    const start = width(before, encoding);
    return { start: { line, character: start }, end: { line, character: start + width(finding.text, encoding) } };
}

function checkDiagnostics(diagnostics, encoding = "utf-16") {
    assert.deepEqual(codes(diagnostics), codes(expected.findings));
    expected.findings.forEach((finding, i) => {
        const one = diagnostics[i];
        assert.equal(one.source, "locklint");
        assert.equal(one.severity, protocol.DiagnosticSeverity.Warning);
        assert.deepEqual(one.range, rangeOf(finding, encoding));
        assert.ok(one.message.startsWith(finding.message), one.message);
    });
}

served("pushes what it finds, with the version, and follows edits", async (client) => {
    const can = await client.start(related);
    assert.equal(can.diagnosticProvider, undefined);
    const uri = await client.open(expected.file, text), first = await client.published(uri);
    checkDiagnostics(first);
    first.forEach((one, i) => {
        assert.equal(one.message, expected.findings[i].message);
        const notes = one.relatedInformation.map((note) => {
            assert.equal(note.location.uri, uri);
            return { line: note.location.range.start.line + 1, message: note.message };
        });
        assert.deepEqual(notes, expected.findings[i].notes);
    });
    await client.change(uri, cutting);
    assert.deepEqual(codes(await client.published(uri)), expected.cut.leaves);
    await client.change(uri, { range: { start: cutting.range.start, end: cutting.range.start }, text: `${lines[cut]}\n` });
    checkDiagnostics(await client.published(uri));
    await client.say(protocol.DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    assert.deepEqual(await client.next(`diagnostics ${uri} undefined`), []);
});

served("a client without a place for notes gets them in the message", async (client) => {
    await client.start();
    const uri = await client.open(expected.file, text);
    (await client.published(uri)).forEach((one, i) => {
        const { message, notes } = expected.findings[i];
        const folded = [message, ...notes.map((note) => `${expected.file}:${note.line}: ${note.message}`)].join("\n");
        assert.equal(one.message, folded);
        assert.equal(one.relatedInformation, undefined);
    });
});

for (const encoding of ["utf-8", "utf-16"])
    served(`counts columns in ${encoding}, in what it tells and in what it is told`, async (client) => {
        const can = await client.start({ general: { positionEncodings: encoding === "utf-8" ? ["utf-16", "utf-8"] : ["utf-16"] } });
        assert.equal(can.positionEncoding, encoding);
        const uri = await client.open(expected.file, text);
        checkDiagnostics(await client.published(uri), encoding);
        // Behind the emoji, "pthread_mutex_lock" becomes "pthread_mutex_trylock".
        const [before] = lines[cut].split("lock("), at = { line: cut, character: width(before, encoding) };
        await client.change(uri, { range: { start: at, end: at }, text: "try" });
        const [, tried] = [await client.published(uri)].flat();
        assert.notEqual(tried?.code, "locklint-double-lock");
        await client.change(uri, { range: { start: at, end: { line: cut, character: at.character + 3 } }, text: "" });
        const diagnostics = await client.published(uri);
        checkDiagnostics(diagnostics, encoding);
        const suppress = (await client.actions(uri, diagnostics[1])).find((one) => one.title.includes("NOLINT"));
        const changed = applied(text, suppress.edit.changes[uri], encoding).split("\n");
        assert.equal(changed[cut], `${lines[cut]} // NOLINT(locklint-double-lock)`);
        await client.change(uri, { text: changed.join("\n") });
        assert.deepEqual(codes(await client.published(uri)), ["locklint-missing-unlock"]);
    });

served("a fix repairs what it belongs to", async (client) => {
    await client.start(related);
    const uri = await client.open(expected.file, text), [diagnostic] = await client.published(uri);
    assert.equal(diagnostic.code, expected.fix.of);
    const actions = await client.actions(uri, diagnostic, ["quickfix"]), [fix] = actions;
    assert.deepEqual(actions.map((one) => [one.kind, one.isPreferred ?? false]), [["quickfix", true], ["quickfix", false]]);
    assert.deepEqual(codes(fix.diagnostics), [expected.fix.of]);
    const { first, last, becomes, leaves } = expected.fix;
    const fixed = [...lines.slice(0, first - 1), ...becomes, ...lines.slice(last)].join("\n");
    assert.equal(applied(text, fix.edit.changes[uri], "utf-16"), fixed);
    await client.change(uri, { text: fixed });
    assert.deepEqual(codes(await client.published(uri)), leaves);
    assert.deepEqual(await client.actions(uri, diagnostic, ["refactor"]), []);
    assert.deepEqual(await client.actions(uri, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } }), []);
});

served("edits carry the version of the document where the client wants that", async (client) => {
    await client.start({ ...related, workspace: { workspaceEdit: { documentChanges: true } } });
    const uri = await client.open(expected.file, text), [diagnostic] = await client.published(uri);
    const [{ edit }] = await client.actions(uri, diagnostic);
    assert.equal(edit.changes, undefined);
    assert.deepEqual(edit.documentChanges.map((one) => one.textDocument), [{ uri, version: 1 }]);
});

served("a hover tells which locks are held", async (client) => {
    await client.start(related);
    const uri = await client.open(expected.file, text), { line, at, lock, taken } = expected.hover;
    const { contents, range } = await client.hover(uri, line - 1, lines[line - 1].indexOf(at));
    assert.ok(contents.value.includes(lock) && contents.value.includes(taken), contents.value);
    assert.equal(range.start.line, line - 1);
    assert.equal(await client.hover(uri, 0, 0), null);
});

served("is asked for diagnostics of a document, and says when nothing has changed", async (client) => {
    const can = await client.start(pulling);
    assert.deepEqual(can.diagnosticProvider, { identifier: "locklint", interFileDependencies: true, workspaceDiagnostics: true });
    const uri = await client.open(expected.file, text), first = await client.pulled(uri);
    assert.equal(first.kind, "full");
    checkDiagnostics(first.items);
    assert.deepEqual(await client.pulled(uri, first.resultId), { kind: "unchanged", resultId: first.resultId });
    await client.change(uri, cutting);
    const second = await client.pulled(uri, first.resultId);
    assert.deepEqual([second.kind, codes(second.items)], ["full", expected.cut.leaves]);
});

served("is asked for diagnostics of all files, open or not", async (client) => {
    await client.start(pulling);
    const uri = uriOf(path.join(folder, expected.file));
    const ask = (previousResultIds) => client.ask(protocol.WorkspaceDiagnosticRequest.type, { previousResultIds });
    const { items: [report, ...others] } = await ask([]);
    assert.deepEqual([report.uri, report.kind, others], [uri, "full", []]);
    checkDiagnostics(report.items);
    const { items: [again] } = await ask([{ uri, value: report.resultId }]);
    assert.equal(again.kind, "unchanged");
});

served("a request that is cancelled is answered as such", async (client) => {
    await client.start(pulling);
    // No answer can come before the text is judged, and that lasts longer than to read one more message.
    const frame = (message) => {
        const body = JSON.stringify({ jsonrpc: "2.0", ...message });
        return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    };
    const uri = uriOf(path.join(folder, expected.file)), id = "to be cancelled";
    const answer = new Promise((resolve) => {
        const reader = new protocol.StreamMessageReader(client.child.stdout);
        reader.listen((message) => message.id === id && resolve(message));
    });
    client.child.stdin.write([
        frame({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "c", version: 1, text } } }),
        frame({ id, method: "textDocument/diagnostic", params: { textDocument: { uri } } }),
        frame({ method: "$/cancelRequest", params: { id } }),
    ].join(""));
    assert.equal((await answer).error.code, protocol.LSPErrorCodes.RequestCancelled);
});

served("settings come at the start, and later", async (client) => {
    await client.start(related, { checks: "-locklint-double-lock" });
    const uri = await client.open(expected.file, text);
    assert.deepEqual(codes(await client.published(uri)), ["locklint-missing-unlock"]);
    await client.say(protocol.DidChangeConfigurationNotification.type, { settings: { locklint: { arguments: ["--checks=-*,locklint-double-lock"] } } });
    assert.deepEqual(codes(await client.published(uri)), ["locklint-double-lock"]);
});

served("settings are asked for where the client can answer", async (client) => {
    client.settings = { checks: "-*,locklint-double-lock" };
    await client.start({ ...related, workspace: { configuration: true } });
    const uri = await client.open(expected.file, text);
    let diagnostics = await client.published(uri);
    // The first may be of the time before the answer.
    while (diagnostics.length > 1) diagnostics = await client.published(uri);
    assert.deepEqual(codes(diagnostics), ["locklint-double-lock"]);
    client.settings = {};
    await client.say(protocol.DidChangeConfigurationNotification.type, { settings: null });
    checkDiagnostics(await client.published(uri));
});

served("files that change on disk count at once", async (client) => {
    await client.start({ ...related, workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } });
    const { watchers } = await client.next("registered workspace/didChangeWatchedFiles");
    assert.ok(watchers.some((one) => one.globPattern === "**/.clang-tidy"));
    const uri = await client.open(expected.file, text), settings = path.join(folder, ".clang-tidy");
    checkDiagnostics(await client.published(uri));
    const tell = (type) => client.say(protocol.DidChangeWatchedFilesNotification.type, { changes: [{ uri: uriOf(settings), type }] });
    fs.writeFileSync(settings, "Checks: '-locklint-missing-unlock'\n");
    await tell(protocol.FileChangeType.Created);
    assert.deepEqual(codes(await client.published(uri)), ["locklint-double-lock"]);
    fs.unlinkSync(settings);
    await tell(protocol.FileChangeType.Deleted);
    checkDiagnostics(await client.published(uri));
});

served("a header counts as it is in the editor, saved or not", async (client) => {
    fs.writeFileSync(path.join(folder, "twice.h"), "#define TWICE 1\n");
    await client.start(related);
    const header = await client.open("twice.h", "#define TWICE 1\n");
    const uri = await client.open(expected.file, text
        .replace("#include", '#include "twice.h"\n#include')
        .replace(lines[cut], `#if TWICE\n${lines[cut]}\n#endif`));
    assert.deepEqual(codes(await client.published(uri)), codes(expected.findings));
    await client.change(header, { text: "#define TWICE 0\n" });
    assert.deepEqual(codes(await client.published(uri)), expected.cut.leaves);
    fs.unlinkSync(path.join(folder, "twice.h"));
});

served("what is asked too early, too late or of nobody is refused", async (client) => {
    const refused = (method, code) => assert.rejects(client.connection.sendRequest(method, {}), { code });
    await refused("textDocument/hover", protocol.ErrorCodes.ServerNotInitialized);
    await client.start();
    await refused("textDocument/completion", protocol.ErrorCodes.MethodNotFound);
    await client.ask(protocol.ShutdownRequest.type);
    await refused("textDocument/hover", protocol.ErrorCodes.InvalidRequest);
    await client.say(protocol.ExitNotification.type);
    assert.equal(await client.exit, 0);
});

served("ends with 1 when nobody said shutdown", async (client) => {
    await client.start();
    await client.say(protocol.ExitNotification.type);
    assert.equal(await client.exit, 1);
});

served("ends with 1 when the client is gone", async (client) => {
    await client.start();
    client.child.stdin.end();
    assert.equal(await client.exit, 1);
});
