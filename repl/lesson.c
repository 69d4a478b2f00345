/* Reads a lesson: headings divide it into a title, steps with their parts, and what was learnt.
 *
 * The law: whatever bytes come, this ends, with a lesson or with complaints. It goes over the lines from the first to the last
 * and never back: lines -> sections, one for each heading -> steps, whose blocks lesson_block.c reads. */
#include "repl/lesson.h"

#include <stdlib.h>
#include <string.h>

#include "repl/lesson_build.h"

const char *const step_kind_names[STEP_KIND_COUNT] = {"read", "run", "do", "predict", "break", "fix", "explain"};

/* As headings have them. */
static const char *const heading_names[STEP_KIND_COUNT + 1] = {"Read", "Run", "Do", "Predict", "Break", "Fix", "Explain", "Learnt"};

enum { TITLE_LEVEL = 1, STEP_LEVEL, PART_LEVEL, LEVELS = 6, HEADING_INDENT = 3, STEPS_MAX = 99 };

/* A heading of the first three levels, and what stands below it until the next of these. */
typedef struct Section {
    int level; /* 0: what stands above the first heading */
    LessonLine heading;
    size_t line; /* of the heading, from 1 on */
    size_t from, to; /* lines */
} Section;

typedef struct Reader {
    const LessonLine *lines;
    size_t line_count;
    Section *sections;
    size_t count;
    Lesson *lesson;
    bool ended; /* "## Learnt" has come */
    Complaints complaints;
} Reader;

/* ---- Sections ---- */

/* The level of a heading, and its text; 0: the line is none. */
static int line_heading(const LessonLine *l, LessonLine *text) {
    size_t from = line_indent(l), to = from;
    if (from > HEADING_INDENT) return 0;
    while (to < l->length && l->text[to] == '#') to++;
    if (to == from || to - from > LEVELS || (to < l->length && l->text[to] != ' ' && l->text[to] != '\t')) return 0;
    *text = line_trim((LessonLine){l->text + to, l->length - to});
    LessonLine closed = *text;
    while (closed.length && closed.text[closed.length - 1] == '#') closed.length--;
    if (!closed.length || closed.text[closed.length - 1] == ' ') *text = line_trim(closed);
    return (int)(to - from);
}

/* Markdown takes a line of '=' or '-' below a text for the mark of a heading. */
static bool line_underlines(const LessonLine *lines, size_t at) {
    LessonLine l = line_trim(lines[at]);
    if (at == 0 || l.length < 2 || (*l.text != '=' && *l.text != '-') || line_is_blank(&lines[at - 1])) return false;
    for (size_t i = 1; i < l.length; i++)
        if (l.text[i] != *l.text) return false;
    return true;
}

static Section *section_add(Reader *r, int level, size_t at) {
    r->sections = array_more(r->sections, &r->count, sizeof *r->sections);
    Section *s = &r->sections[r->count - 1];
    *s = (Section){.level = level, .line = at + 1, .from = level ? at + 1 : at, .to = r->line_count};
    if (r->count > 1) s[-1].to = at;
    return s;
}

static void sections_find(Reader *r) {
    int above = 0;
    section_add(r, 0, 0);
    for (size_t at = 0, next; at < r->line_count; at = next) {
        LessonLine text = {0};
        int level = line_heading(&r->lines[at], &text);
        next = lines_next(r->lines, at, r->line_count);
        if (next > r->line_count)
            complaint(&r->complaints, at + 1, "the block that begins here does not end: there is no fence below it");
        if (next == at + 1 && line_underlines(r->lines, at))
            complaint(&r->complaints, at + 1, "in Markdown this makes a heading of the line above; headings begin with #");
        if (!level) continue;
        if (level > above + 1)
            complaint(&r->complaints, at + 1, "this heading has %d of #, and the one above it %d: a level is left out", level, above);
        above = level;
        if (level > PART_LEVEL) continue;
        section_add(r, level, at)->heading = text;
        if (!text.length) complaint(&r->complaints, at + 1, "a heading without words");
    }
}

/* ---- Paragraphs ---- */

/* Takes the next paragraph, as one line; NULL: there is no more. */
static char *paragraph_read(const LessonLine *lines, size_t *from, size_t to, size_t *line) {
    Bytes text = {0};
    while (*from < to && line_is_blank(&lines[*from])) ++*from;
    if (*from == to) return NULL;
    *line = *from + 1;
    for (; *from < to && !line_is_blank(&lines[*from]); ++*from) {
        LessonLine l = line_trim(lines[*from]);
        if (text.length) bytes_add(&text, " ", 1);
        bytes_add(&text, l.text, l.length);
    }
    bytes_add(&text, "", 1);
    return text.data;
}

/* ---- Beginning and end ---- */

/* The title, and the sentence below it. */
static void beginning_read(Reader *r, const Section *s) {
    size_t line, from = s->from;
    r->lesson->title = line_copy(s->heading);
    r->lesson->summary = paragraph_read(r->lines, &from, s->to, &line);
    if (!r->lesson->summary) complaint(&r->complaints, s->line, "no sentence below the title says what is learnt");
    char *more = paragraph_read(r->lines, &from, s->to, &line);
    if (more) complaint(&r->complaints, line, "one sentence stands above the first step; what is read is a step, \"## Read: TITLE\"");
    free(more);
}

enum { LEARNT = sizeof ((Lesson *)0)->learnt / sizeof *((Lesson *)0)->learnt };

/* The item that begins at `*from`, as one line. */
static char *item_read(const Reader *r, size_t *from, size_t to) {
    Bytes text = {0};
    LessonLine l = r->lines[(*from)++];
    bytes_add(&text, l.text + 2, l.length - 2);
    for (; *from < to && line_indent(&r->lines[*from]) >= 2 && !line_is_blank(&r->lines[*from]); ++*from) {
        l = line_trim(r->lines[*from]);
        bytes_add(&text, " ", 1);
        bytes_add(&text, l.text, l.length);
    }
    bytes_add(&text, "", 1);
    return text.data;
}

static void learnt_read(Reader *r, const Section *s) {
    static const char go[] = "Go: ";
    size_t items = 0, line;
    if (r->ended) {
        complaint(&r->complaints, s->line, "a second \"## Learnt\"");
        return;
    }
    r->ended = true;
    for (size_t from = s->from; from < s->to;) {
        const LessonLine *l = &r->lines[from];
        if (line_is_blank(l)) {
            from++;
        } else if (l->length > 2 && memcmp(l->text, "- ", 2) == 0) {
            char *item = item_read(r, &from, s->to);
            if (items < LEARNT)
                r->lesson->learnt[items] = item;
            else
                free(item);
            items++;
        } else {
            char *text = paragraph_read(r->lines, &from, s->to, &line);
            if (!r->lesson->go && strncmp(text, go, sizeof go - 1) == 0)
                r->lesson->go = memmove(text, text + sizeof go - 1, strlen(text) + 2 - sizeof go);
            else {
                complaint(&r->complaints, line, "below Learnt stand three lines that begin with \"- \", and perhaps a paragraph that begins "
                                                "with \"Go: \"");
                free(text);
            }
        }
    }
    if (items != LEARNT)
        complaint(&r->complaints, s->line, "Learnt has %zu lines that begin with \"- \", and should have %d", items, LEARNT);
}

/* ---- Steps ---- */

/* "Who prints first?": "who-prints-first". What is not ASCII stays. */
static char *id_of(const char *title) {
    Bytes id = {0};
    bool gap = false;
    for (; *title; title++) {
        char c = *title >= 'A' && *title <= 'Z' ? (char)(*title - 'A' + 'a') : *title;
        bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
        if (kept && gap && id.length) bytes_add(&id, "-", 1);
        if (kept) bytes_add(&id, &c, 1);
        gap = !kept;
    }
    bytes_add(&id, "", 1);
    return id.data;
}

/* Takes "Hint" or "Answer" off a step of that kind; false if the section is none of these. */
static bool part_take(Reader *r, LessonStep *step, const Section *s, size_t *hints) {
    LessonPart *part = NULL, none = {0};
    if (line_is(s->heading, "Hint")) {
        part = *hints < LESSON_HINTS ? &step->hints[*hints] : &none;
        if (++*hints == LESSON_HINTS + 1) complaint(&r->complaints, s->line, "a fourth hint; a step has three");
        if (step->answer.line) complaint(&r->complaints, s->line, "a hint stands below the answer");
    } else if (line_is(s->heading, "Answer")) {
        part = step->answer.line ? &none : &step->answer;
        if (step->answer.line) complaint(&r->complaints, s->line, "a second answer");
    }
    if (!part) return false;
    part->line = (int)s->line;
    part_read(part, step->kind, r->lines, s->from, s->to, &r->complaints);
    if (part != &none && !part->count) complaint(&r->complaints, s->line, "nothing stands below this heading");
    if (part == &none) part_free(&none);
    return true;
}

static void title_take(Reader *r, LessonStep *step, LessonLine title) {
    const Lesson *lesson = r->lesson;
    step->title = line_copy(title);
    step->id = id_of(step->title);
    if (!*step->id) complaint(&r->complaints, (size_t)step->line, "the step has no title: \"## %s: TITLE\"", heading_names[step->kind]);
    for (size_t i = 0; i + 1 < lesson->count; i++)
        if (*step->id && strcmp(lesson->steps[i].id, step->id) == 0) {
            complaint(&r->complaints, (size_t)step->line, "the step in line %d has that title, too", lesson->steps[i].line);
            break;
        }
}

/* Reads the step that sections[at] begins; the section behind it. */
static size_t step_read(Reader *r, size_t at, StepKind kind, LessonLine title) {
    const Section *first = &r->sections[at++];
    size_t hints = 0, to = first->to;
    r->lesson->steps = array_more(r->lesson->steps, &r->lesson->count, sizeof *r->lesson->steps);
    LessonStep *step = &r->lesson->steps[r->lesson->count - 1];
    step->kind = kind;
    step->line = step->body.line = (int)first->line;
    title_take(r, step, title);
    for (; at < r->count && r->sections[at].level == PART_LEVEL; at++) {
        const Section *s = &r->sections[at];
        if (part_take(r, step, s, &hints)) continue;
        char room[64];
        if (kind == STEP_READ && !step->hints->line && !step->answer.line)
            to = s->to; /* what is read has headings of its own */
        else
            complaint(&r->complaints, s->line, "a part of a step is called Hint or Answer, and not \"%.*s\"%s", (int)s->heading.length,
                      s->heading.text, did_you_mean(s->heading, (const char *const[]){"Hint", "Answer"}, 2, room));
    }
    part_read(&step->body, kind, r->lines, first->from, to, &r->complaints);
    step_check(step, &r->complaints);
    return at;
}

/* The section of a heading of the second level; the one behind what belongs to it. */
static size_t heading_read(Reader *r, size_t at) {
    const Section *s = &r->sections[at];
    char room[64];
    if (line_is(s->heading, "Learnt")) {
        learnt_read(r, s);
        return at + 1;
    }
    if (r->ended) complaint(&r->complaints, s->line, "a step stands below Learnt");
    const char *colon = memchr(s->heading.text ? s->heading.text : "", ':', s->heading.length);
    LessonLine kind = {s->heading.text, colon ? (size_t)(colon - s->heading.text) : s->heading.length}, title = {0};
    if (colon) title = line_trim((LessonLine){colon + 1, s->heading.length - kind.length - 1});
    kind = line_trim(kind);
    if (r->lesson->count == STEPS_MAX) {
        complaint(&r->complaints, s->line, "the lesson has more than %d steps", STEPS_MAX);
        return r->count;
    }
    for (size_t i = 0; i < STEP_KIND_COUNT; i++)
        if (line_is(kind, heading_names[i])) return step_read(r, at, (StepKind)i, title);
    if (kind.length)
        complaint(&r->complaints, s->line, "unknown kind of step \"%.*s\"%s", (int)kind.length, kind.text,
                  did_you_mean(kind, heading_names, STEP_KIND_COUNT + 1, room));
    for (at++; at < r->count && r->sections[at].level == PART_LEVEL;) at++;
    return at;
}

/* ---- The whole ---- */

static void sections_read(Reader *r) {
    bool begun = false;
    for (size_t from = 0, line; from < r->sections[0].to; from = r->sections[0].to) {
        char *text = paragraph_read(r->lines, &from, r->sections[0].to, &line);
        if (text) complaint(&r->complaints, line, "a lesson begins with its title, \"# TITLE\"");
        begun |= text != NULL;
        free(text);
    }
    for (size_t at = 1; at < r->count;) {
        const Section *s = &r->sections[at];
        if (s->level == STEP_LEVEL) {
            at = heading_read(r, at);
            continue;
        }
        if (s->level == PART_LEVEL) complaint(&r->complaints, s->line, "a part, \"### %.*s\", without a step", (int)s->heading.length, s->heading.text);
        if (s->level == TITLE_LEVEL && r->lesson->title) complaint(&r->complaints, s->line, "a second title; steps begin with \"## \"");
        if (s->level == TITLE_LEVEL && !r->lesson->title) beginning_read(r, s);
        at++;
    }
    if (!r->lesson->title && !begun) complaint(&r->complaints, 1, "the lesson has no title, \"# TITLE\"");
    if (!r->lesson->count) complaint(&r->complaints, 1, "the lesson has no steps, \"## Read: TITLE\" or another kind");
    if (!r->ended) complaint(&r->complaints, r->line_count ? r->line_count : 1, "the lesson does not end with \"## Learnt\"");
}

Lesson *lesson_read(const char *text, size_t length, LessonComplaint *complain, void *arg) {
    size_t one = 0;
    Reader r = {.lesson = array_more(NULL, &one, sizeof *r.lesson)};
    LessonLine *lines = lines_of(text, length, &r.line_count);
    r.lines = lines;
    lines_check(r.lines, r.line_count, &r.complaints);
    sections_find(&r);
    sections_read(&r);
    free(lines);
    free(r.sections);
    if (!complaints_tell(&r.complaints, complain, arg)) return r.lesson;
    lesson_delete(r.lesson);
    return NULL;
}

void lesson_delete(Lesson *l) {
    if (!l) return;
    for (size_t i = 0; i < l->count; i++) {
        LessonStep *s = &l->steps[i];
        free(s->title);
        free(s->id);
        part_free(&s->body);
        for (int k = 0; k < LESSON_HINTS; k++) part_free(&s->hints[k]);
        part_free(&s->answer);
    }
    for (size_t i = 0; i < LEARNT; i++) free(l->learnt[i]);
    free(l->steps);
    free(l->title);
    free(l->summary);
    free(l->go);
    free(l);
}

size_t lesson_graded(const Lesson *l) {
    size_t count = 0;
    for (size_t i = 0; i < l->count; i++) count += l->steps[i].kind != STEP_READ;
    return count;
}
