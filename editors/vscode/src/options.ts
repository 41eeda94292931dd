// options.ts -- from settings to what the server gets, and what a program says of itself; knows nothing of VS Code.

/** The settings below `locklint.`, as the user wrote them. */
export interface Settings {
    readonly path: string;
    readonly arguments: readonly string[];
    readonly checks: string;
}

/** Where the settings' variables point. */
export interface Places {
    /** Folder of the workspace; undefined where a file alone is open. */
    readonly workspace: string | undefined;
    readonly home: string;
}

/** `${workspaceFolder}` anywhere and `~/` at the beginning become paths. */
export function expand(text: string, places: Places): string {
    const path = text.startsWith("~/") ? places.home + text.slice(1) : text;
    return path.replaceAll("${workspaceFolder}", () => places.workspace ?? ".");
}

/** The program to start. */
export function programOf(settings: Settings, places: Places): string {
    return expand(settings.path.trim() || "locklint", places);
}

/** What the server asks for as the section `locklint`. */
export function sectionOf(settings: Settings, places: Places): { arguments: string[]; checks: string } {
    return {
        arguments: settings.arguments.map((one) => expand(one, places)),
        checks: settings.checks,
    };
}

/** What came of asking a program for `--help`. */
export interface Answer {
    /** Code of the system's error, as ENOENT; undefined when the program ran. */
    readonly error: string | undefined;
    readonly output: string;
}

/** Why the program can't serve, with what helps; undefined when it can. */
export function problemOf(program: string, answer: Answer): string | undefined {
    const remedy = "or let the setting 'locklint.path' name the program.";
    if (answer.error === "ENOENT")
        return `locklint: there is no program '${program}'. Install locklint, ${remedy}`;
    if (answer.error !== undefined)
        return `locklint: '${program}' can't be run (${answer.error}). Make it a program that may be run, ${remedy}`;
    if (!answer.output.includes("locklint"))
        return `locklint: '${program}' is another program. Install locklint, ${remedy}`;
    if (!/^\s*(usage: )?locklint\b.*\blsp\b/m.test(answer.output))
        return `locklint: '${program}' is too old: it is no language server yet. Install a newer locklint, ${remedy}`;
    return undefined;
}
