// client.js -- a client of locklint's language server, made of the protocol's own library, for bare.js.
"use strict";
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

let protocol;
try {
    protocol = require("vscode-languageserver-protocol/node");
} catch {
    console.log(`skipped: there is no vscode-languageserver-protocol in ${process.env.NODE_PATH}; ./dev test fetches it`);
    process.exit(77);
}

const uriOf = (file) => pathToFileURL(file).href;

// The text with the edits of an action; characters count bytes where the encoding is utf-8.
function applied(text, edits, encoding) {
    const unit = encoding === "utf-8" ? "utf8" : "utf16le", width = encoding === "utf-8" ? 1 : 2;
    const bytes = Buffer.from(text, unit);
    const offset = ({ line, character }) => {
        const before = text.split("\n").slice(0, line).map((one) => one + "\n").join("");
        return Buffer.byteLength(before, unit) + character * width;
    };
    let end = bytes.length;
    const parts = [];
    for (const edit of [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start))) {
        parts.unshift(Buffer.from(edit.newText, unit), bytes.subarray(offset(edit.range.end), end));
        end = offset(edit.range.start);
    }
    return Buffer.concat([bytes.subarray(0, end), ...parts]).toString(unit);
}

class Client {
    // Events that nobody has waited for yet, by their names; and those who wait.
    #events = new Map();
    #waiting = new Map();
    #versions = new Map();

    constructor(folder, ...words) {
        this.folder = folder;
        this.settings = null;
        this.child = spawn(process.env.LOCKLINT, ["lsp", ...words], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
        this.exit = once(this.child, "exit").then(([code]) => code);
        this.connection = protocol.createProtocolConnection(
            new protocol.StreamMessageReader(this.child.stdout), new protocol.StreamMessageWriter(this.child.stdin));
        this.connection.onError(() => undefined); // of a server that is gone: `exit` tells
        this.connection.onNotification(protocol.PublishDiagnosticsNotification.type,
            (params) => this.#tell(`diagnostics ${params.uri} ${params.version}`, params.diagnostics));
        this.connection.onNotification(protocol.ShowMessageNotification.type, (params) => this.#tell("message", params));
        this.connection.onNotification(protocol.LogMessageNotification.type, () => undefined);
        this.connection.onRequest(protocol.RegistrationRequest.type, ({ registrations }) =>
            registrations.forEach((one) => this.#tell(`registered ${one.method}`, one.registerOptions)));
        this.connection.onRequest(protocol.ConfigurationRequest.type,
            ({ items }) => items.map((item) => (item.section === "locklint" ? this.settings : null)));
        this.connection.onRequest(protocol.DiagnosticRefreshRequest.type, () => this.#tell("refresh", null));
        this.connection.onRequest(protocol.WorkDoneProgressCreateRequest.type, () => undefined);
        this.connection.listen();
    }

    #tell(name, value) {
        const waiting = this.#waiting.get(name)?.shift();
        if (waiting) waiting(value);
        else this.#events.set(name, [...(this.#events.get(name) ?? []), value]);
    }

    // The next event of this name.
    next(name) {
        const events = this.#events.get(name);
        if (events?.length) return Promise.resolve(events.shift());
        return new Promise((resolve) =>
            this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), resolve]));
    }

    async start(capabilities = {}, options = undefined) {
        const result = await this.ask(protocol.InitializeRequest.type, {
            processId: process.pid,
            rootUri: uriOf(this.folder),
            capabilities,
            initializationOptions: options,
        });
        await this.say(protocol.InitializedNotification.type, {});
        return result.capabilities;
    }

    ask(type, params, token) {
        return this.connection.sendRequest(type, params, token);
    }

    say(type, params) {
        return this.connection.sendNotification(type, params);
    }

    async open(file, text) {
        const uri = uriOf(path.join(this.folder, file));
        this.#versions.set(uri, 1);
        await this.say(protocol.DidOpenTextDocumentNotification.type,
            { textDocument: { uri, languageId: "c", version: 1, text } });
        return uri;
    }

    // Changes a document by one or more changes; gives its new version.
    async change(uri, ...contentChanges) {
        const version = this.#versions.get(uri) + 1;
        this.#versions.set(uri, version);
        await this.say(protocol.DidChangeTextDocumentNotification.type, { textDocument: { uri, version }, contentChanges });
        return version;
    }

    // What is published of the document's present version.
    published(uri) {
        return this.next(`diagnostics ${uri} ${this.#versions.get(uri)}`);
    }

    async pulled(uri, previousResultId = undefined) {
        return this.ask(protocol.DocumentDiagnosticRequest.type, { textDocument: { uri }, previousResultId });
    }

    actions(uri, diagnostic, only = undefined) {
        return this.ask(protocol.CodeActionRequest.type,
            { textDocument: { uri }, range: diagnostic.range, context: { diagnostics: [diagnostic], only } });
    }

    hover(uri, line, character) {
        return this.ask(protocol.HoverRequest.type, { textDocument: { uri }, position: { line, character } });
    }

    // Says goodbye; gives the exit status.
    async end() {
        await this.ask(protocol.ShutdownRequest.type);
        await this.say(protocol.ExitNotification.type);
        return this.exit;
    }
}

module.exports = { Client, applied, protocol, uriOf };
