/* Which keys do what. The names can be used in ~/.editrc. */
#include "repl/edit.h"

#include "repl/edit_vi.h"

typedef struct Key {
    const wchar_t *name, *help;
    EditFunction *function;
    const wchar_t *keys[8]; /* in the words of editrc(5) */
} Key;

static const Key keys[] = {
    {L"gosh-enter", L"Run the entry, or go on in the next line", edit_enter, {L"^J", L"^M"}},
    {L"gosh-new-line", L"Begin another line", edit_new_line, {L"\\e^J", L"\\e^M"}},
    {L"gosh-close", L"Leave, delete the character at the cursor, or list as completing does", edit_close, {L"^D"}},
    {L"gosh-clear", L"Clear the screen", edit_clear, {L"^L"}},
    {L"gosh-suspend", L"Stop gosh, until the shell's fg", edit_suspend, {L"^Z"}},
    {L"gosh-quote", L"Insert the next key as it is", edit_quote, {L"^V"}},
    {L"gosh-complete", L"Complete the word, or list what it could be", edit_complete, {L"^I"}},
    {L"gosh-undo", L"Take back the last change", edit_undo, {L"^_", L"^X^U"}},
    {L"gosh-char-left", L"Left", edit_char_left, {L"^B", L"\\e[D", L"\\eOD"}},
    {L"gosh-char-right", L"Right", edit_char_right, {L"^F", L"\\e[C", L"\\eOC"}},
    {L"gosh-word-left", L"To the beginning of the word", edit_word_left,
     {L"\\eb", L"\\e[1;5D", L"\\e[1;3D", L"\\e[5D", L"\\eOd", L"\\e\\e[D"}},
    {L"gosh-word-right", L"To the end of the word", edit_word_right,
     {L"\\ef", L"\\e[1;5C", L"\\e[1;3C", L"\\e[5C", L"\\eOc", L"\\e\\e[C"}},
    {L"gosh-line-start", L"To the beginning of the line", edit_line_start, {L"^A", L"\\e[H", L"\\eOH", L"\\e[1~", L"\\e[7~"}},
    {L"gosh-line-end", L"To the end of the line", edit_line_end, {L"^E", L"\\e[F", L"\\eOF", L"\\e[4~", L"\\e[8~"}},
    {L"gosh-text-start", L"To the beginning of the entry", edit_text_start, {L"\\e<", L"\\e[1;5H"}},
    {L"gosh-text-end", L"To the end of the entry", edit_text_end, {L"\\e>", L"\\e[1;5F"}},
    {L"gosh-delete-left", L"Delete the character before the cursor", edit_delete_left, {L"^H", L"^?"}},
    {L"gosh-delete-right", L"Delete the character at the cursor", edit_delete_right, {L"\\e[3~"}},
    {L"gosh-kill-word-left", L"Cut to the beginning of the word", edit_kill_word_left, {L"\\e^?", L"\\e^H"}},
    {L"gosh-kill-word-right", L"Cut to the end of the word", edit_kill_word_right, {L"\\ed", L"\\e[3;5~"}},
    {L"gosh-kill-space-left", L"Cut to the white space before", edit_kill_space_left, {L"^W"}},
    {L"gosh-kill-start", L"Cut to the beginning of the line", edit_kill_start, {L"^U"}},
    {L"gosh-kill-end", L"Cut to the end of the line", edit_kill_end, {L"^K"}},
    {L"gosh-yank", L"Insert what was cut", edit_yank, {L"^Y"}},
    {L"gosh-yank-pop", L"Rather what was cut before that", edit_yank_pop, {L"\\ey"}},
    {L"gosh-up", L"Up, or an older entry", edit_up, {L"\\e[A", L"\\eOA"}},
    {L"gosh-down", L"Down, or a newer entry", edit_down, {L"\\e[B", L"\\eOB"}},
    {L"gosh-older", L"An older entry", edit_older, {L"^P", L"\\e[5~", L"\\ep"}},
    {L"gosh-newer", L"A newer entry", edit_newer, {L"^N", L"\\e[6~", L"\\en"}},
    {L"gosh-oldest", L"The oldest entry", edit_oldest, {L"\\e[1;3A"}},
    {L"gosh-newest", L"What was being typed", edit_newest, {L"\\e[1;3B"}},
    {L"gosh-last-word", L"Insert the last word of the entry before", edit_last_word, {L"\\e."}},
    {L"gosh-search-older", L"Search older entries", edit_search_older, {L"^R"}},
    {L"gosh-search-newer", L"Search newer entries", edit_search_newer, {L"^S"}},
};

/* Commands of libedit's own, of which one would take the text away, and crash on some that is typed to it. */
static void edit_unbind(Editor *e) {
    el_wset(e->el, EL_BIND, L"\\ex", L"ed-unassigned", NULL);
    el_wset(e->el, EL_BIND, L"\\eX", L"ed-unassigned", NULL);
}

void edit_bind(Editor *e) {
    const wchar_t *mode = NULL;
    el_wget(e->el, EL_EDITOR, &mode);
    bool vi = mode && wcscmp(mode, L"vi") == 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const Key *k = &keys[i];
        el_wset(e->el, EL_ADDFN, k->name, k->help, k->function);
        for (const wchar_t *const *key = k->keys; *key; key++)
            if (!vi || (*key)[0] != L'\\') el_wset(e->el, EL_BIND, *key, k->name, NULL);
    }
    if (vi)
        edit_vi_bind(e); /* the escape key is one of its own, and takes those that begin with it from the table */
    else
        edit_unbind(e);
}

EditFunction *edit_bound(const wchar_t *key) {
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        for (const wchar_t *const *own = keys[i].keys; *own; own++)
            if (wcscmp(*own, key) == 0) return keys[i].function;
    return NULL;
}
