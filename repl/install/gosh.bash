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
    -e | --execute | --seed | --schedule | --max-memory) ;;
    *) return 1 ;;
    esac
}

_gosh() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} i code= run=
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
        -e | --execute | --seed | --schedule | --max-memory | --explain | --color | --colour | --picture | --dump-json | -o | --output)
            [[ ${COMP_WORDS[i]} == -e || ${COMP_WORDS[i]} == --execute ]] && code=yes
            [[ ${COMP_WORDS[i + 1]} == '=' ]] && ((i++))
            ((++i < COMP_CWORD)) && continue
            _gosh_value "$before" "$word"
            return
            ;;
        -?*) ;;
        *)
            if [[ ${COMP_WORDS[i]} == @(run|trace) && ! $run && ! $code ]]; then
                run=yes
            else
                _gosh_files "$word" # the program's arguments
                return
            fi
            ;;
        esac
    done
    if [[ $word == -* ]]; then
        _gosh_words "$word" -e --execute= --emit --seed= --schedule= --print-schedule --virtual-time --max-memory= --sandbox --leaks \
            --explain= --picture= --dump-json= -o --output= --time -i --interactive --color= --plain -h --help -v --version
        [[ ${#COMPREPLY[@]} == 1 && $COMPREPLY == *= ]] && compopt -o nospace 2>/dev/null
    elif [[ $code ]]; then
        _gosh_files "$word"
    else
        [[ $run ]] || _gosh_words "$word" run trace
        _gosh_files "$word" '*.gosh' '*.lua'
    fi
    return 0
}

complete -F _gosh gosh
