# Completion of gosh's command line for fish.

# Is the word at the cursor still gosh's own, no program before it? Prints what stands there: code, or a subcommand.
function __gosh_before_program
    set -l words (commandline -opc)
    set -l value 0
    set -l said
    for word in $words[2..]
        if test $value = 1
            set value 0
            continue
        end
        switch $word
            case -e --execute
                set value 1
                set -a said code
            case --seed --schedule --max-memory --explain --color --colour --picture --dump-json --pack -o --output --bound --limit --runs --turns -j --jobs
                set value 1
            case '--execute=*' '-e*'
                set -a said code
            case '-?*'
            case run trace explore step lesson
                test -z "$said"; or return 1
                set -a said $word
            case '*'
                contains -- lesson $said; or return 1
                set -a said $word
        end
    end
    echo $said
end

function __gosh_wants_program
    set -l said (__gosh_before_program); and not string match -qr 'code|lesson' -- $said
end

function __gosh_wants_action
    test "$(__gosh_before_program)" = lesson
end

function __gosh_wants_run
    set -l said (__gosh_before_program); and test -z "$said"
end

# Can options of these subcommands stand there? Without one, run is meant.
function __gosh_takes
    set -l said (__gosh_before_program); or return 1
    set -l subcommand (string match -r '^(?:run|trace|explore|step|lesson)' -- $said)
    contains -- (test -n "$subcommand"; and echo $subcommand; or echo run) $argv
end

# Folders, and files by the suffixes given.
function __gosh_files
    complete -C "'' "(commandline -ct) | string match -r '^[^\t]*(?:/|\.(?:'(string join '|' $argv)'))(?=\t|$)'
end

complete -c gosh -n 'not __gosh_wants_program; and not __gosh_wants_action' -F
complete -c gosh -n __gosh_wants_program -f -a '(__gosh_files gosh lua)'
complete -c gosh -n __gosh_wants_run -f -a run -d 'Run a program'
complete -c gosh -n __gosh_wants_run -f -a explore -d 'Try all schedules'
complete -c gosh -n __gosh_wants_run -f -a step -d 'One operation at a time'
complete -c gosh -n __gosh_wants_run -f -a trace -d 'Draw what its goroutines do'
complete -c gosh -n __gosh_wants_run -f -a lesson -d 'Learn, lesson by lesson'
complete -c gosh -n __gosh_wants_action -f -a list -d 'Which lessons there are'
complete -c gosh -n __gosh_wants_action -f -a lint -d 'Prove that a pack is right'

complete -c gosh -n '__gosh_takes run explore step trace' -s e -l execute -x -d 'Run CODE'
complete -c gosh -n '__gosh_takes run' -l emit -d 'Print the Lua that the program is turned into'
complete -c gosh -n '__gosh_takes run explore step trace' -l seed -x -d 'Make every choice from a number'
complete -c gosh -n '__gosh_takes run trace step' -l schedule -x -d 'The choices of a run of before again'
complete -c gosh -n '__gosh_takes run trace' -l print-schedule -d 'The schedule of the run, at the end'
complete -c gosh -n '__gosh_takes run trace' -l virtual-time -d 'Jump to the next timer when all wait'
complete -c gosh -n __gosh_before_program -l max-memory -x -d 'The most memory, as in 500K, 64M, 2G'
complete -c gosh -n __gosh_before_program -l sandbox -d 'No files, processes, network or environment'
complete -c gosh -n '__gosh_takes run trace' -l leaks -d 'Report goroutines that wait for ever'
complete -c gosh -n '__gosh_takes run trace' -l explain -x -a 'on off' -d 'Explain what ended the program'
complete -c gosh -n '__gosh_takes run trace' -l picture -x -a '(__gosh_files svg dot)' -d 'Draw who waits for whom'
complete -c gosh -n '__gosh_takes run trace' -l dump-json -r -d 'Write goroutines and channels at the end'
complete -c gosh -n '__gosh_takes trace' -s o -l output -x -a '(__gosh_files svg json)' -d 'Write the timeline'
complete -c gosh -n '__gosh_takes trace' -l time -d 'Draw the timeline in time'
complete -c gosh -n '__gosh_takes explore step' -l fine -d 'Also at shared variables'
complete -c gosh -n '__gosh_takes explore' -l all -d 'Also schedules that come to the same'
complete -c gosh -n '__gosh_takes explore' -l bound -x -d 'The most preemptions'
complete -c gosh -n '__gosh_takes explore' -l no-timers -d 'Timers fire only when nothing else can go on'
complete -c gosh -n '__gosh_takes explore' -l limit -x -d 'Schedules before it gives up'
complete -c gosh -n '__gosh_takes explore' -l runs -x -d 'Random schedules then'
complete -c gosh -n '__gosh_takes explore' -l random -d 'Only random schedules'
complete -c gosh -n '__gosh_takes explore' -l turns -x -d 'The most turns of a run'
complete -c gosh -n '__gosh_takes explore lesson' -s j -l jobs -x -d 'Processes'
complete -c gosh -n '__gosh_takes explore lesson' -l json -d 'For other programs'
complete -c gosh -n '__gosh_takes lesson' -l pack -x -a '(__fish_complete_directories)' -d 'The lessons in a folder'
complete -c gosh -n '__gosh_takes run' -s i -l interactive -d 'The prompt after the program'
complete -c gosh -n __gosh_before_program -l color -x -a 'auto always never' -d 'When to use colours'
complete -c gosh -n __gosh_before_program -l plain -d 'In words, for a screen reader'
complete -c gosh -n __gosh_before_program -s h -l help -d 'Print a summary'
complete -c gosh -n __gosh_before_program -s v -l version -d 'Print the version'
