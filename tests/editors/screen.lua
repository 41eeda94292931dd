-- screen.lua -- Neovim's screen with testdata/demo/cache.c, as README.md shows it. Fails where it shows another one; with
-- LK_UPDATE_GOLDEN in the environment the README is written anew.
local LIMIT = 200000 -- milliseconds
local WIDTH, HEIGHT = 110, 21
local BEGIN, END = '<!-- tests/editors/screen.lua draws this -->\n', '<!-- up to here -->\n'
local READY = 'all is drawn'
local script = debug.getinfo(1, 'S').source:sub(2)
local source = vim.fn.fnamemodify(script, ':p:h:h:h')

local function wait(what, condition)
    assert(vim.wait(LIMIT, condition, 20), 'in vain: ' .. what)
end

local function read(path)
    local file = assert(io.open(path))
    local text = file:read('*a')
    file:close()
    return text
end

-- What the user of the inner Neovim does. Its last line says when all is drawn.
local function inside()
    vim.o.number, vim.o.signcolumn, vim.o.laststatus, vim.o.ruler, vim.o.wrap = true, 'yes', 0, false, false
    vim.cmd('silent edit cache.c')
    local client = vim.lsp.start_client { cmd = { vim.env.LOCKLINT, 'lsp' }, root_dir = vim.fn.getcwd() }
    vim.lsp.buf_attach_client(0, client)
    wait('the diagnostics', function() return #vim.diagnostic.get(0) == 2 end)
    vim.cmd('normal! 17Gzt')
    vim.lsp.handlers['textDocument/hover'] = vim.lsp.with(vim.lsp.handlers.hover, { border = 'rounded' })
    vim.fn.cursor(25, 6)
    vim.lsp.buf.hover()
    wait('a hover window', function() return #vim.api.nvim_list_wins() == 2 end)
    vim.cmd('redraw!')
    vim.cmd('echo "' .. READY .. '"')
end

-- Runs a Neovim in a terminal of this one; gives what is on its screen.
local function screen()
    vim.o.columns, vim.o.lines, vim.o.laststatus = WIDTH, HEIGHT + 1, 0
    vim.fn.writefile(vim.fn.readfile(source .. '/testdata/demo/cache.c'), 'cache.c')
    local job = vim.fn.termopen({ 'nvim', '-u', 'NONE', '-i', 'NONE', '-n', '-c', 'luafile ' .. script },
        { env = { INSIDE = '1', TERM = 'xterm', COLORTERM = '' } })
    local rows
    wait('the screen', function()
        rows = vim.api.nvim_buf_get_lines(0, 0, HEIGHT, false)
        return vim.startswith(rows[HEIGHT] or '', READY)
    end)
    vim.fn.jobstop(job)
    rows[HEIGHT] = nil
    return table.concat(vim.tbl_map(function(row) return (('    ' .. row):gsub('%s+$', '')) end, rows), '\n') .. '\n'
end

local function compare(drawn)
    local path = source .. '/README.md'
    local text = read(path)
    local _, first = text:find(BEGIN, 1, true)
    local last = text:find(END, 1, true)
    assert(first and last, 'README.md has no place for the screen')
    if text:sub(first + 1, last - 1) == '\n' .. drawn .. '\n' then
        return true
    end
    if vim.env.LK_UPDATE_GOLDEN then
        local file = assert(io.open(path, 'w'))
        file:write(text:sub(1, first), '\n', drawn, '\n', text:sub(last))
        file:close()
        return true
    end
    print('README.md should show:\n' .. drawn)
    return false
end

if vim.env.INSIDE then
    return inside()
end
if vim.fn.has('nvim-0.8') == 1 then
    print('skipped: the README shows the screen of Neovim 0.7\n')
    vim.cmd('cquit 77')
end
local passed, result = pcall(function()
    return compare(screen())
end)
print(passed and (result and 'ok: the screen\n' or 'failed\n') or 'failed: ' .. result .. '\n')
vim.cmd(passed and result and 'qall!' or 'cquit')
