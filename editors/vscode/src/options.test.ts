// options.test.ts -- settings, their variables, and programs that can't serve.
import assert from "node:assert/strict";
import { test } from "node:test";
import { expand, problemOf, programOf, sectionOf } from "./options";

const places = { workspace: "/work/$&", home: "/home/me" };
const settings = { path: "~/bin/locklint", arguments: ["-p", "${workspaceFolder}/build"], checks: "-*" };

test("variables become paths", () => {
    assert.equal(expand("--model=${workspaceFolder}/a${workspaceFolder}", places), "--model=/work/$&/a/work/$&");
    assert.equal(expand("${workspaceFolder}/build", { ...places, workspace: undefined }), "./build");
    assert.equal(expand("~/bin", places), "/home/me/bin");
    assert.equal(expand("a~/bin", places), "a~/bin");
});

test("settings become what the server asks for", () => {
    assert.deepEqual(sectionOf(settings, places), { arguments: ["-p", "/work/$&/build"], checks: "-*" });
    assert.equal(programOf(settings, places), "/home/me/bin/locklint");
    assert.equal(programOf({ ...settings, path: " " }, places), "locklint");
});

test("a program that can't serve is told with its remedy", () => {
    const said = (error: string | undefined, output: string) => problemOf("x", { error, output });
    const old = "usage: locklint [options] [FILE or DIRECTORY]... [-- compile flags]\n       locklint [options] doctor\n";
    assert.match(said("ENOENT", "") ?? "", /there is no program 'x'.*locklint\.path/);
    assert.match(said("EACCES", "") ?? "", /can't be run \(EACCES\).*locklint\.path/);
    assert.match(said(undefined, "usage: x\n") ?? "", /another program.*locklint\.path/);
    assert.match(said(undefined, old) ?? "", /too old.*locklint\.path/);
    assert.equal(said(undefined, `${old}       locklint [options] lsp\n`), undefined);
});
