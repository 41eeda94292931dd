// extension.ts -- starts locklint's language server for C, tells when it can't, and starts it anew when settings change.
import { execFile } from "node:child_process";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import { type Answer, type Places, problemOf, programOf, sectionOf, type Settings } from "./options";

const section = "locklint";
const startsAnew = ["path", "arguments", "checks"].map((name) => `${section}.${name}`);

let channel: vscode.OutputChannel;
let client: LanguageClient | undefined;

/** One start or stop after the other. */
let turn: Promise<void> = Promise.resolve();

function settings(): Settings {
    const all = vscode.workspace.getConfiguration(section);
    return {
        path: all.get<string>("path", "locklint"),
        arguments: all.get<string[]>("arguments", []),
        checks: all.get<string>("checks", ""),
    };
}

function places(): Places {
    return { workspace: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath, home: homedir() };
}

function ask(program: string): Promise<Answer> {
    return new Promise((resolve) => {
        execFile(program, ["--help"], { cwd: places().workspace, timeout: 10_000 }, (error, output) => {
            const code = error?.code;
            resolve({ error: typeof code === "string" ? code : undefined, output });
        });
    });
}

async function complain(message: string): Promise<void> {
    const open = "Open Setting";
    channel.appendLine(message);
    if ((await vscode.window.showErrorMessage(message, open)) === open)
        await vscode.commands.executeCommand("workbench.action.openSettings", `${section}.path`);
}

function clientOptions(): LanguageClientOptions {
    return {
        documentSelector: [{ scheme: "file", language: "c" }],
        outputChannel: channel,
        initializationOptions: sectionOf(settings(), places()),
        middleware: {
            workspace: {
                configuration: (params) =>
                    params.items.map((item) => (item.section === section ? sectionOf(settings(), places()) : null)),
            },
        },
    };
}

async function start(): Promise<void> {
    const program = programOf(settings(), places());
    const problem = problemOf(program, await ask(program));
    if (problem !== undefined) {
        void complain(problem);
        return;
    }
    client = new LanguageClient(section, section, { command: program, args: ["lsp"] }, clientOptions());
    try {
        await client.start();
    } catch (error) {
        client = undefined;
        void complain(`locklint: the server did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
}

async function stop(): Promise<void> {
    const old = client;
    client = undefined;
    try {
        await old?.dispose();
    } catch {
        // It had ended already.
    }
}

function inTurn(...steps: (() => Promise<void>)[]): Promise<void> {
    for (const step of steps) turn = turn.then(step);
    return turn;
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    channel = vscode.window.createOutputChannel(section);
    context.subscriptions.push(
        channel,
        vscode.commands.registerCommand("locklint.restart", () => inTurn(stop, start)),
        vscode.workspace.onDidChangeConfiguration((event) => {
            if (startsAnew.some((name) => event.affectsConfiguration(name))) void inTurn(stop, start);
        }),
        vscode.workspace.onDidGrantWorkspaceTrust(() => void inTurn(stop, start)),
    );
    await inTurn(start);
}

export function deactivate(): Promise<void> {
    return inTurn(stop);
}
