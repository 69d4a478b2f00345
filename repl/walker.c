/* Where a learner is, and the worlds that belong to it. */
#include "repl/walker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/screen.h"

enum { FACTS_KEPT = 1 << 20 /* bytes of each text that conditions look at */ };

/* ---- Pack and progress ---- */

static Walker *walker_new(const char *folder) {
    Walker *w = calloc(1, sizeof *w);
    if (!w) {
        fputs("gosh: there is no memory for lessons\n", stderr);
        return NULL;
    }
    w->pack = pack_open(folder);
    w->progress = w->pack ? progress_open(w->pack->name) : NULL;
    if (w->progress) return w;
    if (w->pack) fputs("gosh: there is no memory for lessons\n", stderr);
    pack_delete(w->pack);
    free(w);
    return NULL;
}

Walker *walker_have(Session *s) {
    if (!s->walker) s->walker = walker_new(NULL);
    return s->walker;
}

bool walker_is_open(Session *s) {
    if (s->walker && s->walker->lesson) return true;
    fputs("that is for lessons: `:lesson` begins or goes on, `:lesson list` shows all\n", stderr);
    return false;
}

/* ---- Where he is ---- */

static bool is_warming_up(const Walker *w) {
    return w->warm_at < w->warm_count;
}

/* The lesson of the step where he is. */
static const Lesson *lesson_at(const Walker *w) {
    return is_warming_up(w) ? w->warm_ups[w->warm_at].lesson : w->lesson;
}

const LessonStep *walker_at(const Walker *w) {
    const Lesson *l = lesson_at(w);
    size_t step = is_warming_up(w) ? w->warm_ups[w->warm_at].step : w->step;
    return l && step < l->count ? &l->steps[step] : NULL;
}

const char *walker_at_name(const Walker *w) {
    return w->pack->lessons[is_warming_up(w) ? w->warm_ups[w->warm_at].number : w->number].name;
}

/* What is known of that step. */
static StepState state_at(const Walker *w) {
    const LessonStep *step = walker_at(w);
    return step ? progress_state(w->progress, walker_at_name(w), step->id) : STATE_NONE;
}

static bool is_same(const char *a, const char *b) {
    return a && b && strcmp(a, b) == 0;
}

/* Something has been done: from now on the lesson is where he is. */
static void place_settle(Session *s) {
    Walker *w = s->walker;
    const char *name = w->pack->lessons[w->number].name;
    size_t at = w->step < w->lesson->count ? w->step : w->lesson->count - 1;
    const char *id = w->lesson->steps[at].id;
    w->moved = true;
    if (!is_same(progress_lesson(w->progress), name) || !is_same(progress_place(w->progress, name), id))
        progress_note_place(w->progress, name, id);
}

/* Is the prediction to be made once more? */
static bool is_owed(const Walker *w, const char *name, const char *step) {
    size_t index = 0, length = strlen(name);
    const char *owed;
    while ((owed = progress_owed(w->progress, "", &index)))
        if (strncmp(owed, name, length) == 0 && owed[length] == '/' && strcmp(owed + length + 1, step) == 0) return true;
    return false;
}

void walker_pass(Session *s) {
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    const char *name = walker_at_name(w);
    StepState before = state_at(w), now = progress_shown(w->progress, name, step->id) ? STATE_SHOWN : STATE_DONE;
    w->done = true;
    w->rest.length = 0;
    place_settle(s);
    if (before != STATE_DONE && before != now) progress_note(w->progress, name, step->id, now);
    if (!w->missed && is_owed(w, name, step->id)) progress_note_owed(w->progress, name, step->id, false);
}

void walker_miss(Session *s) {
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    const char *name = walker_at_name(w);
    StepState state = state_at(w);
    place_settle(s);
    if (state == STATE_NONE || state == STATE_SKIPPED) progress_note(w->progress, name, step->id, STATE_MISSED);
    if (step->kind == STEP_PREDICT && !w->missed && !w->done) {
        w->missed = true;
        progress_note_owed(w->progress, name, step->id, true);
    }
}

/* ---- Worlds ---- */

/* What a lesson's worlds print passes here. (An OutputSink.) */
static void walker_print(void *session, int fd, const char *bytes, size_t length) {
    Session *s = session;
    if (s->muted || s->crashed) return;
    if (s->walker && s->walker->facts.printed.length < FACTS_KEPT) bytes_add(&s->walker->facts.printed, bytes, length);
    if (fd == 2) fflush(stdout);
    fwrite(bytes, 1, length, fd == 2 ? stderr : stdout);
}

/* How a lesson's worlds are made: as the session's own, but two seeded ones cannot stand side by side. */
static WorldOptions world_making(Session *s) {
    Walker *w = s->walker;
    WorldOptions making = w->home.world ? w->home.making : s->making;
    making.virtual_time |= making.seeded;
    making.seeded = false;
    making.sandbox |= pack_is_foreign(w->pack);
    making.output = walker_print;
    making.output_arg = s;
    return making;
}

/* GODEBUG=asyncpreemptoff=1 is looked at when a world is made. */
static World *world_make(const WorldOptions *making, bool async_off) {
    if (!async_off) return world_new(making);
    const char *set = getenv("GODEBUG");
    char *before = set ? strdup(set) : NULL;
    setenv("GODEBUG", "asyncpreemptoff=1", 1);
    World *world = world_new(making);
    if (before)
        setenv("GODEBUG", before, 1);
    else
        unsetenv("GODEBUG");
    free(before);
    return world;
}

/* The words of the step's program, or NULL. */
static const LessonWords *program_words(const LessonStep *step) {
    static const BlockKind kinds[] = {BLOCK_GOSH, BLOCK_FILE};
    for (size_t i = 0; step && i < sizeof kinds / sizeof *kinds; i++) {
        const LessonBlock *block = lesson_block(&step->body, kinds[i], NULL);
        if (block) return &block->words;
    }
    return NULL;
}

/* The session gets a fresh world; the one that it had is `*before`. */
static bool world_fresh(Session *s, SessionWorld *before) {
    const LessonWords *words = program_words(walker_at(s->walker));
    SessionWorld fresh = {.making = world_making(s)};
    fresh.world = world_make(&fresh.making, words && words->async_off);
    if (!fresh.world) {
        fputs("gosh: cannot get the memory for another world\n", stderr);
        return false;
    }
    session_swap(s, &fresh);
    *before = fresh;
    return true;
}

bool walker_enter_own(Session *s) {
    Walker *w = s->walker;
    SessionWorld before;
    if (!world_fresh(s, &before)) return false;
    if (w->own)
        session_world_free(&before);
    else
        w->play = before;
    w->own = true;
    return true;
}

/* Gets the play world back. */
static void own_leave(Session *s) {
    Walker *w = s->walker;
    if (!w->own) return;
    session_swap(s, &w->play);
    session_world_free(&w->play);
    w->own = false;
}

bool walker_revive(Session *s) {
    Walker *w = s->walker;
    if (!w || !w->lesson || !s->world) return false;
    int code = world_exit_code(s->world);
    SessionWorld before;
    if (s->screen) screen_fresh_line(s->screen);
    fflush(stdout);
    if (!world_fresh(s, &before)) return false;
    session_world_free(&before);
    walker_tell("exit status %d", code);
    return true;
}

/* ---- Going ---- */

/* The visit to the step is over, or begins anew. */
static void visit_clear(Walker *w) {
    possibilities_delete(w->possibilities);
    free(w->schedule);
    w->possibilities = NULL;
    w->schedule = NULL;
    w->hints = 0;
    w->rest.length = 0;
    w->ran = w->graded = w->done = w->missed = false;
    w->facts.printed.length = w->facts.told.length = w->facts.commands.length = w->said.length = 0;
}

/* Prepares the step that he has come to. */
static void visit_begin(Session *s) {
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    visit_clear(w);
    if (!step) return;
    StepState state = state_at(w);
    bool warms_up = is_warming_up(w);
    w->done = !warms_up && (state == STATE_DONE || state == STATE_SHOWN);
    if (step->kind == STEP_DO) walker_do_begin(s);
    if (step->kind == STEP_FIX) walker_fix_begin(s);
}

/* Goes to a step and shows it. */
static void step_go(Session *s, size_t step) {
    Walker *w = s->walker;
    own_leave(s);
    w->step = step;
    if (w->moved) place_settle(s);
    visit_begin(s);
    walker_show(s);
}

static void warm_ups_drop(Walker *w) {
    for (size_t i = 0; i < w->warm_count; i++) lesson_delete(w->warm_ups[i].lesson);
    w->warm_count = w->warm_at = 0;
}

/* Forgets the lesson; the session is in its own world again. */
static void lesson_close(Session *s) {
    Walker *w = s->walker;
    if (!w || !w->lesson) return;
    own_leave(s);
    session_swap(s, &w->home);
    session_world_free(&w->home);
    visit_clear(w);
    warm_ups_drop(w);
    lesson_delete(w->lesson);
    w->lesson = NULL;
    w->moved = false;
}

enum { OWED_MOST = 100 /* that are looked at: a progress file may owe any number of steps that are gone */ };

/* Finds the predictions that have been owed longest. A step that is gone is passed over. */
static void warm_ups_find(Walker *w) {
    const char *here = w->pack->lessons[w->number].name, *owed;
    size_t index = 0, looked = 0;
    w->warm_at = w->warm_count = 0;
    while (w->warm_count < WARM_UPS && looked++ < OWED_MOST && (owed = progress_owed(w->progress, here, &index))) {
        const char *slash = strchr(owed, '/');
        char *name = slash ? strndup(owed, (size_t)(slash - owed)) : NULL;
        size_t number = name ? pack_find(w->pack, name) : SIZE_MAX;
        bool is_there = number != SIZE_MAX && strcmp(w->pack->lessons[number].name, name) == 0;
        Lesson *lesson = is_there ? pack_lesson(w->pack, number) : NULL;
        size_t step = 0;
        while (lesson && step < lesson->count && strcmp(lesson->steps[step].id, slash + 1) != 0) step++;
        if (lesson && step < lesson->count && lesson->steps[step].kind == STEP_PREDICT)
            w->warm_ups[w->warm_count++] = (WalkerWarmUp){lesson, number, step};
        else
            lesson_delete(lesson);
        free(name);
    }
}

/* Where he was in the lesson; its beginning if he has done all of it, or was never there. */
static size_t place_find(const Walker *w) {
    const char *name = w->pack->lessons[w->number].name, *place = progress_place(w->progress, name);
    size_t undone = 0;
    for (size_t i = 0; i < w->lesson->count; i++) {
        StepState state = progress_state(w->progress, name, w->lesson->steps[i].id);
        undone += w->lesson->steps[i].kind != STEP_READ && state != STATE_DONE && state != STATE_SHOWN;
    }
    for (size_t i = 0; undone && place && i < w->lesson->count; i++)
        if (strcmp(w->lesson->steps[i].id, place) == 0) return i;
    return 0;
}

/* Opens a lesson, in the place of the one that is open. False, after messages, if that cannot be. */
static bool lesson_open(Session *s, size_t number) {
    Walker *w = s->walker;
    Lesson *lesson = pack_lesson(w->pack, number);
    if (!lesson) return false;
    lesson_close(s);
    w->lesson = lesson;
    w->number = number;
    w->step = place_find(w);
    warm_ups_find(w);
    if (!world_fresh(s, &w->home)) {
        lesson_delete(w->lesson);
        w->lesson = NULL;
        return false;
    }
    visit_begin(s);
    walker_show_lesson(s);
    return true;
}

/* ---- Commands ---- */

/* The one where he was, or the first. */
static size_t lesson_resumed(const Walker *w) {
    const char *name = progress_lesson(w->progress);
    size_t number = name ? pack_find(w->pack, name) : SIZE_MAX;
    return number != SIZE_MAX ? number : w->pack->count ? 0 : SIZE_MAX;
}

static bool lesson_named(Session *s, const char *name) {
    Walker *w = s->walker;
    size_t number = *name ? pack_find(w->pack, name) : lesson_resumed(w);
    if (number == SIZE_MAX && *name)
        fprintf(stderr, "there is no lesson %s; `:lesson list` shows those that there are\n", name);
    else if (number == SIZE_MAX)
        fputs("there are no lessons in this pack\n", stderr);
    else if (w->lesson && w->number == number)
        walker_show(s);
    else
        return lesson_open(s, number);
    return number != SIZE_MAX;
}

void walker_lesson(Session *s, const char *rest) {
    Walker *w = walker_have(s);
    if (!w) return;
    if (strcmp(rest, "list") == 0)
        walker_list(w);
    else if (!*rest && w->lesson)
        walker_show(s);
    else
        lesson_named(s, rest);
}

/* To the step behind this one. */
static void step_forward(Session *s) {
    Walker *w = s->walker;
    if (is_warming_up(w)) {
        w->warm_at++;
        step_go(s, w->step);
    } else {
        step_go(s, w->step + 1);
    }
}

/* What is to be done in the step, as it is said to who wants to go on without. */
static const char *undone_text(const LessonStep *step) {
    static const char *const texts[] = {
        [STEP_RUN] = "the program has not run yet: `:run` lets it run, `:skip` goes on without",
        [STEP_DO] = "this step is not done: `:check` says what is missing, `:skip` goes on without",
        [STEP_PREDICT] = "first say what it prints: `:predict LINE / LINE`; `:skip` goes on without",
        [STEP_BREAK] = "it has not gone wrong yet: `:step` is how; `:skip` goes on without",
        [STEP_FIX] = "it is not mended yet: `:edit` opens it, `:check` grades it, `:skip` goes on",
        [STEP_EXPLAIN] = "that is not answered yet: `:check a` chooses a, `:skip` goes on without",
    };
    return texts[step->kind];
}

static void next_lesson(Session *s) {
    Walker *w = s->walker;
    if (w->number + 1 == w->pack->count)
        walker_tell("that was the last lesson: `:lesson list` shows all, `:drop` leaves the lessons");
    else
        lesson_open(s, w->number + 1);
}

void walker_next(Session *s) {
    if (!walker_is_open(s)) return;
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    if (!step) {
        next_lesson(s);
        return;
    }
    if (step->kind == STEP_READ && !w->done) {
        progress_note(w->progress, walker_at_name(w), step->id, STATE_DONE);
        w->done = true;
    }
    if (!w->done) {
        walker_tell("%s", undone_text(step));
        return;
    }
    w->moved = true;
    step_forward(s);
}

void walker_skip(Session *s) {
    if (!walker_is_open(s)) return;
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    if (!step) {
        walker_tell("this is the end of the lesson: `:next` goes on to the next one");
        return;
    }
    StepState state = state_at(w);
    if (!is_warming_up(w) && !w->done && (state == STATE_NONE || state == STATE_MISSED))
        progress_note(w->progress, walker_at_name(w), step->id, STATE_SKIPPED);
    w->moved = true;
    step_forward(s);
}

void walker_back(Session *s) {
    if (!walker_is_open(s)) return;
    Walker *w = s->walker;
    if (is_warming_up(w) || w->step == 0) {
        walker_tell("this is the beginning of the lesson; `:next` goes on, `:drop` leaves it");
        return;
    }
    step_go(s, w->step - 1);
}

void walker_drop(Session *s) {
    if (!walker_is_open(s)) return;
    Walker *w = s->walker;
    bool moved = w->moved;
    lesson_close(s);
    walker_tell("%s", moved ? "you are in your own session again; `:lesson` goes on where you were"
                         : "you are in your own session again; nothing of the lesson is kept");
}

/* What was done in the lesson is forgotten, and it begins anew. */
static void lesson_forget(Session *s) {
    Walker *w = s->walker;
    const char *name = w->pack->lessons[w->number].name;
    progress_reset(w->progress, name);
    walker_tell("what you have done in %s is forgotten", name);
    warm_ups_drop(w);
    step_go(s, 0);
}

bool walker_reset(Session *s, const char *rest) {
    Walker *w = s->walker;
    bool whole = strcmp(rest, "lesson") == 0;
    if (*rest && (!whole || !w || !w->lesson)) {
        fputs(whole ? "no lesson is open that could begin anew; `:lesson` opens one\n"
                    : "`:reset` takes nothing behind it, or `lesson`: that forgets what was done in it\n", stderr);
        return true;
    }
    if (!w || !w->lesson) return false;
    if (whole) {
        lesson_forget(s);
        return true;
    }
    const LessonStep *step = walker_at(w);
    bool own = w->own;
    if (step && step->kind == STEP_FIX && !walker_fix_reset(s)) return true;
    own_leave(s);
    if (!own) {
        SessionWorld before;
        if (world_fresh(s, &before)) session_world_free(&before);
    }
    visit_begin(s);
    walker_tell("the step begins anew, with a new world; `:lesson` shows it again");
    return true;
}

/* ---- The prompt ---- */

bool walker_begin(Session *s, const char *folder, const char *name) {
    s->walker = walker_new(folder);
    return s->walker && lesson_named(s, name ? name : "");
}

void walker_end(Session *s) {
    Walker *w = s->walker;
    if (!w) return;
    lesson_close(s);
    progress_close(w->progress);
    pack_delete(w->pack);
    condition_facts_free(&w->facts);
    bytes_free(&w->rest);
    bytes_free(&w->below);
    bytes_free(&w->said);
    free(w);
    s->walker = NULL;
}

void walker_note_command(Session *s, const char *name) {
    if (s->walker && s->walker->lesson) bytes_format(&s->walker->facts.commands, " :%s", name);
}

void walker_note_report(Session *s, const char *bytes, size_t length) {
    if (s->walker && s->walker->lesson && s->walker->facts.told.length < FACTS_KEPT) bytes_add(&s->walker->facts.told, bytes, length);
}

void walker_between(Session *s) {
    Walker *w = s->walker;
    if (!w || !w->lesson) return;
    const LessonStep *step = walker_at(w);
    if (step && step->kind == STEP_DO) walker_do_look(s);
    if (line_is_edited(s->line)) return;
    const char *below = walker_below(s, WALKER_COLUMNS);
    bool same = w->said.length == strlen(below) && memcmp(w->said.data, below, w->said.length) == 0;
    if (same) return;
    w->said.length = 0;
    bytes_add(&w->said, below, strlen(below));
    if (s->screen) screen_fresh_line(s->screen);
    printf("(%s)\n", below);
}
