# Completion of gosh's command line for bash.

# Files whose names match the patterns, all where there are none, and folders, that begin with the word.
_gosh_files() {
    local word=$1 file pattern
    shift
    compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
        for pattern in "${@:-*}"; do
            if [[ -d $file || $file == $pattern ]]; then
                COMPREPLY+=("$file")
                break
            fi
        done
    done < <(compgen -f -- "$word")
}

_gosh_words() {
    local word=$1
    shift
    COMPREPLY+=($(compgen -W "$*" -- "$word"))
}

# What can stand behind an option; false if nothing has to.
_gosh_value() {
    case $1 in
    --explain) _gosh_words "$2" on off ;;
    --color | --colour) _gosh_words "$2" auto always never ;;
    --picture) _gosh_files "$2" '*.svg' '*.dot' ;;
    -o | --output) _gosh_files "$2" '*.svg' '*.json' ;;
    --dump-json) _gosh_files "$2" ;;
    --pack) _gosh_files "$2" '*/' ;;
    -e | --execute | --seed | --schedule | --max-memory | --bound | --limit | --runs | --turns | -j | --jobs) ;;
    *) return 1 ;;
    esac
}

_gosh() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} i code= run= action=
    COMPREPLY=()
    # bash makes three words of --explain=off.
    if [[ $word == '=' ]]; then
        _gosh_value "$before" ''
        return
    elif [[ $before == '=' ]]; then
        _gosh_value "${COMP_WORDS[COMP_CWORD - 2]}" "$word"
        return
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -e | --execute | --seed | --schedule | --max-memory | --explain | --color | --colour | --picture | --dump-json | --pack | \
            -o | --output | --bound | --limit | --runs | --turns | -j | --jobs)
            [[ ${COMP_WORDS[i]} == -e || ${COMP_WORDS[i]} == --execute ]] && code=yes
            [[ ${COMP_WORDS[i + 1]} == '=' ]] && ((i++))
            ((++i < COMP_CWORD)) && continue
            _gosh_value "$before" "$word"
            return
            ;;
        -?*) ;;
        *)
            if [[ ${COMP_WORDS[i]} == @(run|trace|explore|step|lesson) && ! $run && ! $code ]]; then
                run=${COMP_WORDS[i]}
            elif [[ $run == lesson ]]; then
                action=${COMP_WORDS[i]}
            else
                _gosh_files "$word" # the program's arguments
                return
            fi
            ;;
        esac
    done
    if [[ $word == -* ]]; then
        _gosh_words "$word" --max-memory= --sandbox --color= --plain -h --help -v --version
        [[ $run == lesson ]] || _gosh_words "$word" -e --execute= --seed=
        case ${run:-run} in
        run | trace)
            _gosh_words "$word" --schedule= --print-schedule --virtual-time --leaks --explain= --picture= --dump-json=
            ;;
        esac
        case ${run:-run} in
        run) _gosh_words "$word" --emit -i --interactive ;;
        trace) _gosh_words "$word" -o --output= --time ;;
        step) _gosh_words "$word" --schedule= --fine ;;
        explore)
            _gosh_words "$word" --fine --all --bound= --no-timers --limit= --runs= --random --turns= -j --jobs= --json
            ;;
        lesson) _gosh_words "$word" --pack= -j --jobs= --json ;;
        esac
        [[ ${#COMPREPLY[@]} == 1 && $COMPREPLY == *= ]] && compopt -o nospace 2>/dev/null
    elif [[ $run == lesson && ! $action ]]; then
        _gosh_words "$word" list lint check copy
    elif [[ $code || $run == lesson ]]; then
        _gosh_files "$word"
    else
        [[ $run ]] || _gosh_words "$word" run trace explore step lesson
        _gosh_files "$word" '*.gosh' '*.lua'
    fi
    return 0
}

complete -F _gosh gosh
