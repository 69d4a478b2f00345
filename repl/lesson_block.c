/* What stands in a part of a step: prose, blocks between fences, links to files, choices. */
#include "repl/lesson_build.h"

#include <stdlib.h>
#include <string.h>

enum { CHOICE_INDENT = 2, REMARK_INDENT = 6, BOUND_DIGITS = 3 };

static LessonBlock *block_add(LessonPart *part, BlockKind kind, size_t line) {
    part->blocks = array_more(part->blocks, &part->count, sizeof *part->blocks);
    LessonBlock *b = &part->blocks[part->count - 1];
    b->kind = kind;
    b->line = (int)line;
    b->words.bound = -1;
    return b;
}

void part_free(LessonPart *part) {
    for (size_t i = 0; i < part->count; i++) {
        free(part->blocks[i].text);
        free(part->blocks[i].remark);
    }
    free(part->blocks);
    *part = (LessonPart){0};
}

/* Those lines, each without as many blanks at its beginning. */
static char *lines_text(const LessonLine *lines, size_t from, size_t to, size_t indent) {
    Bytes text = {0};
    for (size_t i = from; i < to; i++) {
        size_t blanks = line_indent(&lines[i]);
        if (blanks > indent) blanks = indent;
        bytes_add(&text, lines[i].text + blanks, lines[i].length - blanks);
        bytes_add(&text, "\n", 1);
    }
    bytes_add(&text, "", 1);
    return text.data;
}

/* ---- Words behind a block's name ---- */

static const char *const program_words[] = {"part", "live", "fine", "bound=N", "timers=exact", "async=off", "goal=deadlock",
                                            "goal=panic", "goal=leak", "goal=output"};
static const char *const output_words[] = {"any-order"};
enum { PROGRAM_WORDS = sizeof program_words / sizeof *program_words };

/* "2" of "bound=2" */
static bool word_bound(LessonLine word, int *bound) {
    static const char begin[] = "bound=";
    size_t skip = sizeof begin - 1;
    if (word.length <= skip || word.length > skip + BOUND_DIGITS || memcmp(word.text, begin, skip) != 0) return false;
    int number = 0;
    for (size_t i = skip; i < word.length; i++) {
        if (word.text[i] < '0' || word.text[i] > '9') return false;
        number = 10 * number + (word.text[i] - '0');
    }
    *bound = number;
    return true;
}

static bool word_goal(LessonLine word, LessonGoal *goal) {
    static const char *const words[] = {
        [GOAL_DEADLOCK] = "goal=deadlock", [GOAL_PANIC] = "goal=panic", [GOAL_LEAK] = "goal=leak", [GOAL_OUTPUT] = "goal=output"};
    for (size_t i = GOAL_DEADLOCK; i <= GOAL_OUTPUT; i++) {
        if (!line_is(word, words[i])) continue;
        *goal = (LessonGoal)i;
        return true;
    }
    return false;
}

static bool word_flag(LessonLine word, const char *name, bool *flag) {
    if (!line_is(word, name)) return false;
    return *flag = true;
}

/* The words behind ```gosh, or in the title of a link to a program. */
static void words_of_program(LessonWords *w, LessonLine rest, size_t line, Complaints *c) {
    LessonLine word;
    char room[64];
    while (line_word(&rest, &word)) {
        if (word_flag(word, "part", &w->part) || word_flag(word, "live", &w->live) || word_flag(word, "fine", &w->fine) ||
            word_flag(word, "async=off", &w->async_off) || word_flag(word, "timers=exact", &w->no_timers) || word_bound(word, &w->bound) || word_goal(word, &w->goal))
            continue;
        complaint(c, line, "unknown word \"%.*s\" behind gosh%s", (int)word.length, word.text,
                  did_you_mean(word, program_words, PROGRAM_WORDS, room));
    }
}

static void words_of_output(LessonWords *w, LessonLine rest, size_t line, Complaints *c) {
    LessonLine word;
    char room[64];
    while (line_word(&rest, &word))
        if (!word_flag(word, "any-order", &w->any_order))
            complaint(c, line, "unknown word \"%.*s\" behind output%s", (int)word.length, word.text,
                      did_you_mean(word, output_words, 1, room));
}

/* ---- Blocks between fences ---- */

static const char *const block_names[] = {"gosh", "output", "setup", "check", "test", "go", "text"};
static const BlockKind block_kinds[] = {BLOCK_GOSH, BLOCK_OUTPUT, BLOCK_SETUP, BLOCK_CHECK, BLOCK_TEST, BLOCK_SHOWN, BLOCK_SHOWN};
enum { BLOCK_NAMES = sizeof block_names / sizeof *block_names };

static void fenced_read(LessonPart *part, const LessonLine *lines, size_t from, size_t to, Complaints *c) {
    char sign, room[64];
    LessonLine rest, name;
    size_t i = 0;
    line_fence(&lines[from], &sign, &rest);
    line_word(&rest, &name);
    while (i < BLOCK_NAMES && !line_is(name, block_names[i])) i++;
    LessonBlock *b = block_add(part, i < BLOCK_NAMES ? block_kinds[i] : BLOCK_SHOWN, from + 2);
    b->text = lines_text(lines, from + 1, to - 1, line_indent(&lines[from]));
    if (!name.length)
        complaint(c, from + 1, "the block does not say what it is; behind the fence stands gosh, output, text or another name");
    else if (i == BLOCK_NAMES)
        complaint(c, from + 1, "unknown block \"%.*s\"%s; a block \"text\" is only shown", (int)name.length, name.text,
                  did_you_mean(name, block_names, BLOCK_NAMES, room));
    if (i == BLOCK_NAMES) return;
    if (b->kind == BLOCK_GOSH)
        words_of_program(&b->words, rest, from + 1, c);
    else if (b->kind == BLOCK_OUTPUT)
        words_of_output(&b->words, rest, from + 1, c);
    else if (rest.length)
        complaint(c, from + 1, "nothing can stand behind %s", block_names[i]);
    if (b->words.part) b->kind = BLOCK_SHOWN;
    if (b->kind == BLOCK_SHOWN) b->remark = line_copy(name);
}

/* ---- Links to files ---- */

/* "[pool.gosh](16-pool/pool.gosh "fine")", alone in a line: what is in the brackets, and what is between the quotation marks.
 * Not links to other pages, or to the net. */
static bool line_link(LessonLine l, LessonLine *file, LessonLine *title) {
    l = line_trim(l);
    if (l.length < 5 || *l.text != '[' || l.text[l.length - 1] != ')') return false;
    const char *middle = memmem(l.text, l.length, "](", 2);
    if (!middle || memchr(middle + 2, '(', (size_t)(l.text + l.length - middle - 2))) return false;
    LessonLine inside = {middle + 2, (size_t)(l.text + l.length - 1 - (middle + 2))};
    if (!line_word(&inside, file) || memmem(file->text, file->length, "://", 3) || *file->text == '#') return false;
    if (file->length > 3 && memcmp(file->text + file->length - 3, ".md", 3) == 0) return false;
    *title = line_trim(inside);
    if (!title->length) return true;
    bool quoted = title->length > 1 && *title->text == '"' && title->text[title->length - 1] == '"';
    if (!quoted) return file->length > 5 && memcmp(file->text + file->length - 5, ".gosh", 5) == 0; /* which is told */
    *title = (LessonLine){title->text + 1, title->length - 2};
    return true;
}

static bool file_read(LessonPart *part, LessonLine l, size_t line, Complaints *c) {
    LessonLine file, title;
    if (!line_link(l, &file, &title)) return false;
    LessonBlock *b = block_add(part, BLOCK_FILE, line);
    b->text = line_copy(file);
    if (title.length && title.text[-1] != '"')
        complaint(c, line, "words behind the name of a file stand in quotation marks: (%.*s \"%.*s\")", (int)file.length, file.text,
                  (int)title.length, title.text);
    else
        words_of_program(&b->words, title, line, c);
    return true;
}

/* ---- Choices ---- */

/* Is it "- [ ] A choice"? */
static bool line_choice(const LessonLine *l, LessonLine *text, bool *right) {
    if (l->length < REMARK_INDENT || memcmp(l->text, "- [", 3) != 0 || memcmp(l->text + 4, "] ", 2) != 0) return false;
    if (!strchr(" xX", l->text[3]) || !l->text[3]) return false;
    *right = l->text[3] != ' ';
    *text = line_trim((LessonLine){l->text + REMARK_INDENT, l->length - REMARK_INDENT});
    return true;
}

/* The choice that lines[at] begins: its text goes on where it is indented by two blanks, and its remark by six. Returns the line
 * behind it. */
static size_t choice_read(LessonPart *part, const LessonLine *lines, size_t at, size_t to, LessonLine first, bool right) {
    LessonBlock *b = block_add(part, BLOCK_CHOICE, at + 1);
    Bytes text = {0};
    b->right = right;
    bytes_add(&text, first.text, first.length);
    for (at++; at < to && !line_is_blank(&lines[at]); at++) {
        size_t indent = line_indent(&lines[at]);
        if (indent < CHOICE_INDENT || indent >= REMARK_INDENT) break;
        LessonLine more = line_trim(lines[at]);
        bytes_add(&text, " ", 1);
        bytes_add(&text, more.text, more.length);
    }
    bytes_add(&text, "", 1);
    b->text = text.data;
    size_t from = at, end = at;
    for (; at < to && (line_is_blank(&lines[at]) || line_indent(&lines[at]) >= REMARK_INDENT); at++) {
        if (line_is_blank(&lines[at])) continue;
        if (end == from) from = at;
        end = at + 1;
    }
    b->remark = lines_text(lines, from, end, REMARK_INDENT);
    return end;
}

/* ---- Parts ---- */

static void prose_read(LessonPart *part, const LessonLine *lines, size_t from, size_t to) {
    while (from < to && line_is_blank(&lines[from])) from++;
    while (from < to && line_is_blank(&lines[to - 1])) to--;
    if (from < to) block_add(part, BLOCK_PROSE, from + 1)->text = lines_text(lines, from, to, 0);
}

void part_read(LessonPart *part, StepKind kind, const LessonLine *lines, size_t from, size_t to, Complaints *c) {
    size_t prose = from;
    while (from < to) {
        size_t next = lines_next(lines, from, to);
        LessonLine text;
        bool right, fenced = next > from + 1;
        if (next > to) next = to; /* that it does not end has been told */
        bool choice = !fenced && kind == STEP_EXPLAIN && line_choice(&lines[from], &text, &right);
        bool special = fenced || choice || (!fenced && kind == STEP_FIX && line_link(lines[from], &text, &(LessonLine){0}));
        if (special) {
            prose_read(part, lines, prose, from);
            if (fenced)
                fenced_read(part, lines, from, next, c);
            else if (choice)
                next = choice_read(part, lines, from, to, text, right);
            else
                file_read(part, lines[from], from + 1, c);
            prose = next;
        }
        from = next;
    }
    prose_read(part, lines, prose, to);
}

const LessonBlock *lesson_block(const LessonPart *part, BlockKind kind, const LessonBlock *after) {
    for (size_t i = after ? (size_t)(after - part->blocks) + 1 : 0; i < part->count; i++)
        if (part->blocks[i].kind == kind) return &part->blocks[i];
    return NULL;
}
