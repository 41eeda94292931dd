" ale.vim -- locklint's language server in Vim, through ALE: what a user sees of project/account.c, edits and repairs.
set nocompatible hidden
let s:limit = 200 " seconds until an event that does not come is a failure
let s:expected = json_decode(join(readfile($EXPECTED)))

function! s:Say(text) abort
    call writefile([a:text], '/dev/stdout', 'a')
endfunction

function! s:Wait(what, condition) abort
    let l:end = localtime() + s:limit
    while !a:condition()
        if localtime() > l:end
            throw 'in vain: ' . a:what
        endif
        sleep 20m
    endwhile
    call s:Say('ok: ' . a:what)
endfunction

function! s:Equal(what, got, wanted) abort
    if a:got !=# a:wanted
        throw a:what . ': got ' . string(a:got) . ', not ' . string(a:wanted)
    endif
endfunction

function! s:Found() abort
    return get(get(g:ale_buffer_info, bufnr(''), {}), 'loclist', [])
endfunction

function! s:WaitForCodes(what, codes) abort
    call s:Wait(a:what, {-> map(copy(s:Found()), 'v:val.code') ==# a:codes})
endfunction

function! s:Check() abort
    for l:i in range(len(s:expected.findings))
        let [l:got, l:wanted] = [s:Found()[l:i], s:expected.findings[l:i]]
        call s:Equal('line', l:got.lnum, l:wanted.line)
        call s:Equal('message', l:got.text, l:wanted.message)
        call s:Equal('type', l:got.type, 'W')
    endfor
endfunction

function! s:Preview() abort
    for l:window in filter(getwininfo(), {_, one -> getwinvar(one.winid, '&previewwindow')})
        return join(getbufline(l:window.bufnr, 1, '$'), "\n")
    endfor
    return ''
endfunction

function! s:Hover() abort
    let [l:hover, g:ale_hover_to_preview] = [s:expected.hover, 1]
    call cursor(l:hover.line, stridx(getline(l:hover.line), l:hover.at) + 1)
    ALEHover
    call s:Wait('a hover', {-> !empty(s:Preview())})
    for l:part in [l:hover.lock, l:hover.taken]
        if stridx(s:Preview(), l:part) < 0
            throw 'the hover lacks ' . l:part . ': ' . s:Preview()
        endif
    endfor
    pclose
endfunction

" The user takes the first entry of the menu.
function! s:Fix() abort
    let l:fix = s:expected.fix
    let l:lines = getline(1, l:fix.first - 1) + l:fix.becomes + getline(l:fix.last + 1, '$')
    call cursor(l:fix.first + 1, 9)
    call feedkeys("1\<CR>", 't')
    ALECodeAction
    call s:Wait('the fix in the buffer', {-> getline(1, '$') ==# l:lines})
endfunction

function! s:Run() abort
    packadd ale
    let g:ale_linters = {'c': ['locklint']}
    call ale#linter#Define('c', {
    \   'name': 'locklint',
    \   'lsp': 'stdio',
    \   'executable': $LOCKLINT,
    \   'command': '%e lsp',
    \   'project_root': {-> $PROJECT},
    \})
    execute 'edit' $PROJECT . '/' . s:expected.file
    setfiletype c
    let l:all = map(copy(s:expected.findings), 'v:val.code')
    let [l:cut, l:line] = [s:expected.cut.line, getline(s:expected.cut.line)]
    call ale#Queue(0)
    call s:WaitForCodes('the diagnostics appear', l:all)
    call s:Check()
    call deletebufline('', l:cut)
    call ale#Queue(0)
    call s:WaitForCodes('the edit takes one away', s:expected.cut.leaves)
    call append(l:cut - 1, l:line)
    call ale#Queue(0)
    call s:WaitForCodes('the edit back brings it again', l:all)
    call s:Check()
    call s:Hover()
    call s:Fix()
    call ale#Queue(0)
    call s:WaitForCodes('the fix takes one away', s:expected.fix.leaves)
endfunction

if empty(globpath(&packpath, 'pack/*/opt/ale'))
    call s:Say('skipped: vim-ale is not installed')
    cquit 77
endif
try
    call s:Run()
catch
    call s:Say('failed: ' . v:exception . ' at ' . v:throwpoint)
    cquit
endtry
qall!
