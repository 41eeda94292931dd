-- neovim.lua -- locklint's language server in Neovim: what a user sees of project/account.c, edits and repairs.
local expected = vim.fn.json_decode(vim.fn.readfile(vim.env.EXPECTED))
local LIMIT = 200000 -- milliseconds until an event that does not come is a failure

local function wait(what, condition)
    if not vim.wait(LIMIT, condition, 20) then
        error('in vain: ' .. what, 0)
    end
    print('ok: ' .. what)
end

local function equal(what, got, wanted)
    if not vim.deep_equal(got, wanted) then
        error(('%s: got %s, not %s'):format(what, vim.inspect(got), vim.inspect(wanted)), 0)
    end
end

local exit_code
local function start(buffer)
    local client = vim.lsp.start_client {
        name = 'locklint',
        cmd = { vim.env.LOCKLINT, 'lsp' },
        root_dir = vim.env.PROJECT,
        on_exit = function(code) exit_code = code end,
    }
    vim.lsp.buf_attach_client(buffer, client)
    return client
end

-- The codes of all diagnostics, in the order of their lines.
local function codes()
    local found = vim.diagnostic.get(0)
    table.sort(found, function(a, b) return a.lnum < b.lnum end)
    return vim.tbl_map(function(one) return one.code or one.user_data.lsp.code end, found)
end

local function wait_for_codes(what, wanted)
    wait(what, function() return vim.deep_equal(codes(), wanted) end)
end

local function all_codes()
    return vim.tbl_map(function(one) return one.code end, expected.findings)
end

local function check_diagnostics()
    for _, wanted in ipairs(expected.findings) do
        local one = vim.diagnostic.get(0, { lnum = wanted.line - 1 })[1]
        equal('message', one.message, wanted.message)
        equal('source', one.source, 'locklint')
        equal('end line', one.end_lnum, one.lnum)
        equal('severity', one.severity, vim.diagnostic.severity.WARN)
        local line = vim.api.nvim_buf_get_lines(0, one.lnum, one.lnum + 1, true)[1]
        equal('text', line:sub(one.col + 1, one.end_col), wanted.text)
        local notes = vim.tbl_map(function(note)
            return { line = note.location.range.start.line + 1, message = note.message }
        end, one.user_data.lsp.relatedInformation)
        equal('notes', notes, wanted.notes)
    end
end

local function go(line, word)
    local text = vim.api.nvim_buf_get_lines(0, line - 1, line, true)[1]
    vim.api.nvim_win_set_cursor(0, { line, text:find(word, 1, true) - 1 })
end

local function hover()
    local wanted, window = expected.hover, nil
    go(wanted.line, wanted.at)
    vim.lsp.buf.hover()
    wait('a hover window', function()
        window = vim.tbl_filter(function(one) return vim.api.nvim_win_get_config(one).relative ~= '' end,
            vim.api.nvim_list_wins())[1]
        return window
    end)
    local text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), '\n')
    for _, part in ipairs { wanted.lock, wanted.taken } do
        if not text:find(part, 1, true) then
            error(("the hover lacks '%s': %s"):format(part, text), 0)
        end
    end
    vim.api.nvim_win_close(window, true)
end

-- The menu of code actions, and what the user chooses.
local function fix()
    local wanted, offered = expected.fix, nil
    local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
    lines = vim.list_extend(vim.list_extend(vim.list_slice(lines, 1, wanted.first - 1), wanted.becomes),
        vim.list_slice(lines, wanted.last + 1))
    vim.ui.select = function(items, _, choose)
        offered = items
        choose(items[1], 1)
    end
    go(wanted.first + 1, 'return')
    vim.lsp.buf.code_action()
    wait('a menu of code actions', function() return offered end)
    equal('the number of code actions', #offered, 2)
    wait('the fix in the buffer', function()
        return vim.deep_equal(vim.api.nvim_buf_get_lines(0, 0, -1, true), lines)
    end)
end

-- Two servers of one buffer: what both have said is what locklint has.
local function beside_clangd()
    local has_spoken = false
    if vim.fn.executable('clangd-19') == 0 then
        print('skipped: clangd-19 is not installed')
        return
    end
    vim.cmd('edit!')
    local clangd = vim.lsp.start_client {
        name = 'clangd',
        cmd = { 'clangd-19', '--clang-tidy' },
        root_dir = vim.env.PROJECT,
        handlers = {
            ['textDocument/publishDiagnostics'] = function(...)
                vim.lsp.handlers['textDocument/publishDiagnostics'](...)
                has_spoken = true
            end,
        },
    }
    vim.lsp.buf_attach_client(0, clangd)
    local client = start(0)
    wait('clangd has spoken', function() return has_spoken end)
    wait_for_codes('nothing is doubled beside clangd', all_codes())
    check_diagnostics()
    vim.lsp.stop_client { clangd, client }
end

local function run()
    vim.cmd('edit ' .. vim.env.PROJECT .. '/' .. expected.file)
    local client, cut = start(0), expected.cut.line
    local line = vim.api.nvim_buf_get_lines(0, cut - 1, cut, true)
    wait_for_codes('the diagnostics appear', all_codes())
    check_diagnostics()
    vim.api.nvim_buf_set_lines(0, cut - 1, cut, true, {})
    wait_for_codes('the edit takes one away', expected.cut.leaves)
    vim.api.nvim_buf_set_lines(0, cut - 1, cut - 1, true, line)
    wait_for_codes('the edit back brings it again', all_codes())
    check_diagnostics()
    hover()
    fix()
    wait_for_codes('the fix takes one away', expected.fix.leaves)
    vim.lsp.stop_client(client)
    wait('the server ends', function() return exit_code end)
    equal('exit code', exit_code, 0)
    beside_clangd()
end

local passed, problem = pcall(run)
print(passed and '\n' or 'failed: ' .. problem .. '\n')
vim.cmd(passed and 'qall!' or 'cquit')
